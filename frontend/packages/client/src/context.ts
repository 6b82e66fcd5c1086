import type { Cell, Soon } from "./cell.js";
import type { Link, LinkOptions } from "./link.js";
import type { Outbox } from "./outbox.js";
import type { Config, Diagnostic, DraftState, Environment, RestCalls, RoomListItem } from "./types.js";
import type { Me, Message } from "./wire.js";

/** What the parts of one chat share. */
export interface Context {
  env: Environment;
  soon: Soon;
  config: Config;
  rest: RestCalls;
  me: Cell<Me | null>;
  outbox: Outbox;
  /** A link that the chat watches over. */
  link(options: Pick<LinkOptions, "url" | "probe" | "onFrame" | "onLive" | "onGone">): Link;
  /** Starts what runs once: storage, signals, who the caller is. */
  activate(): void;
  saveDraft(room: number, draft: DraftState | null): void;
  /** The room list's line of a room. */
  listed(room: number): RoomListItem | undefined;
  /** A message has arrived in an open room. */
  arrived(room: number, message: Message, unread: number): void;
  /** The caller has read up to this message. */
  hasRead(room: number, messageId: number, unread: number): void;
  /** Whether the user has to sign in again, or has signed out. */
  ended(): boolean;
  /** Memberships or rooms have changed. */
  roomsChanged(): void;
  diagnose(diagnostic: Diagnostic): void;
}
