import type { LocalKey, Outgoing } from "./timeline.js";

/** An unsent message as it is stored. */
export interface StoredEntry {
  key: LocalKey;
  room: number;
  /** Milliseconds since 1970. Entries of a user are sent in this order. */
  createdAt: number;
  outgoing: Outgoing;
  /** The refusal that ended the sending. */
  failed?: [status: number, detail: string, message: string];
}

/** A store of one user's unsent messages and drafts: cloneable values by key. */
export interface OutboxStorage {
  /** The values, in any order. */
  all(): Promise<unknown[]>;
  get(key: string): Promise<unknown>;
  /** Stores a value; `undefined` deletes it. */
  put(key: string, value: unknown): Promise<unknown>;
  /** Deletes everything of the user. */
  erase(): Promise<void>;
  close(): void;
}
