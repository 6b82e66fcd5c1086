import type { Cell, Soon } from "./cell.js";
import type { Link, LinkOptions } from "./link.js";
import type { NotificationParts } from "./notifications.js";
import type { Opened, Outbox } from "./outbox.js";
import type { Naps } from "./retry.js";
import type { RoomListParts } from "./rooms.js";
import type { Config, Environment, RestCalls } from "./types.js";
import type { Me } from "./wire.js";

/** What the parts of one chat share. */
export interface Context {
  env: Environment;
  naps: Naps;
  soon: Soon;
  config: Config;
  rest: RestCalls;
  me: Cell<Me | null>;
  outbox: Outbox;
  rooms: RoomListParts;
  notifications: NotificationParts;
  /** A link that the chat watches over. */
  link(options: Pick<LinkOptions, "url" | "probe" | "onFrame" | "onLive" | "onGone">): Link;
  /** Starts what runs once: storage, signals, who the caller is. */
  activate(): void;
  /** Whether the user has to sign in again, or has signed out. */
  ended(): boolean;
  /** Where unsent messages and drafts are kept, once that is known. */
  opened: Promise<Opened>;
  diagnose(text: string, error?: unknown): void;
  /** The storage has failed. */
  trouble(error: unknown): undefined;
}
