import type { ChatError } from "../error.js";
import type { Readable } from "./readable.js";
import type { Message, MessageType } from "./wire.js";

/** The messages of a room that are shown. */
export interface Timeline {
  /** Server messages by `seq`, then local ones in the order they were sent. */
  entries: readonly Entry[];
  hasOlder: boolean;
  hasNewer: boolean;
  /** The first message after the user's read position at the time the room was opened. Fixed while it is open. */
  firstUnreadId: number | null;
}

/** The client's own id of a message: its `client_message_id`. */
export type LocalKey = string;

/** One line of a timeline. */
export type Entry = SentEntry | LocalEntry;

/** A message that the server has. A message sent from here keeps the key of its local entry. */
export interface SentEntry {
  kind: "sent";
  key: string;
  message: Message;
}

/** A message that the server has not confirmed. */
export interface LocalEntry {
  kind: "local";
  key: LocalKey;
  outgoing: Outgoing;
  /** The time of sending, in milliseconds since 1970. */
  createdAt: number;
  state: "queued" | "uploading" | "sending" | "failed";
  /** The part of an upload that is done, 0 to 1. */
  progress?: number;
  error?: ChatError;
}

/** A message to send: text, or a file with or without text. */
export interface Outgoing {
  content: string;
  message_type?: MessageType;
  reply_to?: number | null;
  /** A file to upload first. `fragment` is appended to its address after `#`: a hint that a page leaves for pages. */
  file?: { blob: Blob; name: string; fragment?: string };
  /** A file that is already uploaded. */
  uploaded?: Uploaded;
}

/** The file fields of a message. */
export interface Uploaded {
  file_url: string;
  file_name: string;
  file_size: number;
}

/** How an upload is followed and aborted. */
export interface UploadOptions {
  signal?: AbortSignal;
  /** Called with the bytes sent so far and their total. */
  onProgress?(sent: number, total: number): void;
}

/** The text of a message that is being written, and the id of the message that it answers. */
export interface DraftState {
  text: string;
  replyTo: number | null;
}

/** The message that the user is writing, kept across reloads. Subscribers are called at once, not per frame. */
export interface Draft extends Readable<DraftState> {
  set(change: Partial<DraftState>): void;
  clear(): void;
}
