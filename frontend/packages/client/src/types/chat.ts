import type { ChatError } from "../error.js";
import type { RestCalls } from "../rest.js";
import type { Environment } from "./environment.js";
import type { NotificationList, RoomList } from "./lists.js";
import type { Readable } from "./readable.js";
import type { Room } from "./room.js";
import type { OutboxStorage } from "./storage.js";
import type { Uploaded, UploadOptions } from "./timeline.js";
import type { Me } from "./wire.js";

/** Why a token is asked for: for the first time, before the last one expires, or after a server refused it. */
export type TokenReason = "first" | "expiring" | "rejected";

/** The server's addresses. */
export interface Config {
  /** `https://host/api/chat/` */
  api: string;
  /** `wss://host/ws/` */
  socket: string;
  /** `path`: `{socket}chat/{id}/`; `query`: API Gateway's own address, `{socket}?room_id={id}`. */
  socketForm: "path" | "query";
}

/** The content of `/config.json`, with absolute addresses. */
export interface ServerConfig extends Config {
  /** Whether the server hands out tokens for trying it out. */
  demo: boolean;
  version: string;
  /** The size of the largest file that may be uploaded, if the server names one. */
  max_upload_bytes?: number;
}

/** What a chat is created from: the server's addresses, and how it gets tokens. */
export interface ClientOptions {
  config: Config;
  /**
   * Returns a JWT. The link ends with reason `token` if this returns an empty string or rejects with a `ChatError`
   * of status 401 (the user must sign in again), and if the server refuses two tokens in a row. After any other
   * rejection the client asks again.
   */
  getToken(why: TokenReason, signal: AbortSignal): Promise<string>;
  /** The store of unsent messages and drafts. Default: IndexedDB, or memory if there is none. */
  storage?: OutboxStorage | "memory";
  environment?: Partial<Environment>;
  /** Called with what a developer may want to know: a refused frame, a storage that failed. Needs no reaction. */
  onDiagnostic?(text: string, error?: unknown): void;
}

/** The state of the live connections. */
export type LinkState =
  | { at: "idle" }
  | { at: "connecting"; attempt: number }
  | { at: "live" }
  /** `retryAt` in milliseconds since 1970. */
  | { at: "waiting"; attempt: number; retryAt: number; cause: ChatError }
  | { at: "offline" }
  | { at: "ended"; reason: "signed_out" | "token" | "closed" };

/** One user's chat. */
export interface Chat {
  /** The user; null until the server has named them. */
  readonly me: Readable<Me | null>;
  /** The worst state among the live connections in use. */
  readonly link: Readable<LinkState>;
  readonly rooms: RoomList;
  readonly notifications: NotificationList;
  readonly rest: RestCalls;
  /** The room with an id; always the same object. */
  room(id: number): Room;
  upload(file: Blob, name: string, options?: UploadOptions): Promise<Uploaded>;
  /** Connects now instead of waiting for the back-off. */
  reconnect(): void;
  /** Ends everything and deletes what is stored of this user on this device. */
  signOut(): Promise<void>;
  /** Ends everything; unsent messages stay stored. */
  dispose(): void;
}
