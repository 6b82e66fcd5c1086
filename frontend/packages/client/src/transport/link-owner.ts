import type { ChatError } from "../error.js";
import type { LinkState } from "../types/chat.js";
import type { Environment, SocketLike } from "../types/environment.js";
import type { ServerFrame } from "../types/wire.js";
import type { Tokens } from "./tokens.js";

/** What a link needs of its chat, and what it tells the chat. */
export interface LinkOwner {
  readonly env: Environment;
  readonly tokens: Tokens;
  /** Prepares what opens sockets. */
  ready(): Promise<unknown>;
  /** Opens a socket of the server's. */
  open(protocols: string[]): SocketLike;
  /** Asks why a socket could not be opened; rejects with the reason. */
  probe(): Promise<unknown>;
  /** Takes over that the link is in another phase; `to` is the state to show. */
  changed(to: LinkState): void;
  /** Takes a frame that arrives. */
  take(frame: ServerFrame): void;
  /** Takes over that the server refuses the user for good. */
  gone(why: ChatError): void;
}
