import type { ChatError } from "../error.js";
import type { LinkState } from "../types/chat.js";
import type { Environment } from "../types/environment.js";
import type { ClosedReason, ServerFrame } from "../types/wire.js";
import type { Tokens } from "./tokens.js";

/** The state of a link that nobody uses. */
export const IDLE: LinkState = { at: "idle" };

/** A channel of the server, and what to do with what comes from there. */
export interface Channel {
  /** The address of the next connection. */
  url(): string;
  /** Asks REST why a handshake was refused; rejects with the reason. */
  probe(): Promise<unknown>;
  /** Takes a frame that arrives. */
  frame(frame: ServerFrame): void;
  /** From here on everything arrives. `absent` tells whether there was a time when it did not. */
  live(absent: boolean, lastSeq: number): void;
  /** The server has ended the channel for good. */
  gone(why: ClosedReason | ChatError): void;
}

/** The part of a transport that its links use. */
export interface LinkOwner {
  readonly env: Environment;
  readonly tokens: Tokens;
  /** A link has another state. */
  state(state: LinkState): void;
  /** The token is refused for good. */
  gone(): void;
}
