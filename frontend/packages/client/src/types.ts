/** The public surface. */
import type { ChatError } from "./error.js";
import type {
  LiveMessage,
  Me,
  Member,
  MemberChange,
  MemberFrame,
  Message,
  MessageBody,
  MessagePage,
  MessageType,
  NewRoom,
  Notification,
  RestMessage,
  RoomBody,
  RoomChange,
  RoomDetail,
  RoomListItem,
  UploadBody,
  UploadTicket,
  User,
} from "./wire.js";

/** A value that changes. `get` answers the same object until something in it changed. */
export interface Readable<T> {
  get(): T;
  /** The value before anything happened: what a server renders. */
  readonly initial: T;
  /** Calls `onChange` after changes, at most once per animation frame; answers how to stop that. */
  subscribe(onChange: () => void): () => void;
}

/** Why a token is asked for: the first time, before the last one expires, after a server refused it. */
export type TokenReason = "first" | "expiring" | "rejected";

/** Where the server is. */
export interface Config {
  /** `https://host/api/chat/` */
  api: string;
  /** `wss://host/ws/` */
  socket: string;
  /** `path`: `{socket}chat/{id}/`; `query`: API Gateway's own address, `{socket}?room_id={id}`. */
  socketForm: "path" | "query";
}

/** What `/config.json` says, addresses made absolute. */
export interface ServerConfig extends Config {
  /** Whether the server gives out tokens for trying things out. */
  demo: boolean;
  version: string;
  /** The largest file that may be uploaded, where the server says so. */
  max_upload_bytes?: number;
}

export interface ClientOptions {
  config: Config;
  /**
   * Answers a JWT. The link ends with reason `token` where this answers an empty string or rejects
   * with a `ChatError` of status 401 (the user must sign in again), and where the server refuses two
   * tokens in a row. Any other rejection is tried again.
   */
  getToken(why: TokenReason, signal: AbortSignal): Promise<string>;
  /** Where unsent messages and drafts are kept; by default IndexedDB, and memory where that cannot be had. */
  storage?: OutboxStorage | "memory";
  environment?: Partial<Environment>;
  /** Hears what a developer may want to know: a refused frame, a storage that failed. Nothing has to be done. */
  onDiagnostic?(text: string, error?: unknown): void;
}

/** One user's chat. */
export interface Chat {
  /** The caller; null until the server said who that is. */
  readonly me: Readable<Me | null>;
  /** How the live connections are: the worst of those that are wanted. */
  readonly link: Readable<LinkState>;
  readonly rooms: RoomList;
  readonly notifications: NotificationList;
  readonly rest: RestCalls;
  /** The same object for the same id. */
  room(id: number): Room;
  upload(file: Blob, name: string, options?: UploadOptions): Promise<Uploaded>;
  /** Tries to connect now instead of waiting for the back-off. */
  reconnect(): void;
  /** Ends everything and erases what is stored of this user on this device. */
  signOut(): Promise<void>;
  /** Ends everything; unsent messages stay stored. */
  dispose(): void;
}

export type LinkState =
  | { at: "idle" }
  | { at: "connecting"; attempt: number }
  | { at: "live" }
  /** `retryAt` in milliseconds since 1970 */
  | { at: "waiting"; attempt: number; retryAt: number; cause: ChatError }
  | { at: "offline" }
  | { at: "ended"; reason: "signed_out" | "token" | "closed" };

/** How far a room is: `current` means that everything that happens arrives. */
export type RoomPhase =
  | "cold"
  | "loading"
  | "catching_up"
  | "current"
  | { gone: "left" | "removed" | "banned" | "closed" | "not_found" | "not_a_member" | "forbidden" };

export interface RoomListState {
  /** Rooms one belongs to or is invited to, most recently active first. */
  mine: readonly RoomListItem[];
  /** Public rooms one does not belong to, as far as loaded. */
  public: readonly RoomListItem[];
  hasMorePublic: boolean;
  /** The sum of `unread_count` over `mine`. */
  unreadTotal: number;
  /** Whether the first answer has come. */
  loaded: boolean;
  /** Why the last reading failed. */
  error: ChatError | null;
}

export interface RoomList extends Readable<RoomListState> {
  /** Keeps the list fresh while visible: on focus, on notifications, every 30 s. Counted. */
  watch(): () => void;
  refresh(): Promise<void>;
  morePublic(): Promise<void>;
  create(room: RoomBody): Promise<NewRoom>;
  /** The list's line of a room, if it is loaded. */
  find(id: number): RoomListItem | undefined;
}

export interface NotificationState {
  items: readonly Notification[];
  /** Unread ones among the loaded. */
  unread: number;
  hasMore: boolean;
  loaded: boolean;
  error: ChatError | null;
}

export interface NotificationList extends Readable<NotificationState> {
  /** Loads the list and keeps the live channel open. Counted. */
  watch(): () => void;
  refresh(): Promise<void>;
  more(): Promise<void>;
  markRead(id: number): Promise<void>;
  markAllRead(): Promise<void>;
  /** Calls back for each one that arrives live. */
  onArrival(listener: (notification: Notification) => void): () => void;
}

/** One room's live state. Its functions may be handed around without it. */
export interface Room {
  readonly id: number;
  /** Keeps the room connected until released; the last release lets go after 5 s. */
  watch(): () => void;
  readonly phase: Readable<RoomPhase>;
  readonly info: Readable<RoomDetail | null>;
  /** One's own line of the member list: role, mute. Null for non-members. */
  readonly own: Readable<Member | null>;
  readonly timeline: Readable<Timeline>;
  readonly members: Readable<MemberPage>;
  /** Who types, without oneself. */
  readonly typing: Readable<readonly User[]>;
  /** Ids of the users with a live connection, as far as the server tells: at most 100 at first. */
  readonly online: Readable<ReadonlySet<number>>;
  readonly unread: Readable<Unread>;
  /** How far others have read, by user id: only in rooms of at most 8 members, since connecting. */
  readonly readBy: Readable<ReadonlyMap<number, number>>;
  readonly draft: Draft;
  /** Loads older, newer messages; nothing happens where there are none, or while it is under way. */
  older(): Promise<void>;
  newer(): Promise<void>;
  /** Shows the messages around one, instead of what is shown. */
  around(messageId: number): Promise<void>;
  /** Back to the newest messages. */
  latest(): Promise<void>;
  /** A message that is shown, or the server's copy. */
  message(id: number): Promise<Message>;
  /** Puts a message into the outbox; the answer is its entry's key. */
  send(message: Outgoing): LocalKey;
  /** Sends a failed entry as a new one. */
  retry(key: LocalKey): void;
  discard(key: LocalKey): void;
  edit(id: number, content: string): Promise<void>;
  remove(id: number): Promise<void>;
  /** Everything up to a message, by default the newest, is read. At most one mark is sent in 5 s. */
  markRead(id?: number): void;
  /** The user typed. At most one frame in 3 s. */
  keystroke(): void;
  join(): Promise<void>;
  leave(): Promise<void>;
  invite(userId: number): Promise<void>;
  update(change: RoomChange): Promise<void>;
  moderate(userId: number, change: MemberChange): Promise<Member>;
  removeMember(userId: number): Promise<void>;
  loadMembers(): Promise<void>;
  moreMembers(): Promise<void>;
  /** Members whose username begins so, case-insensitive: for mention pickers. At most 20. */
  searchMembers(prefix: string): Promise<readonly Member[]>;
  /** Banned users; admins only. */
  banned(): Promise<readonly Member[]>;
  /** Calls back for each message that arrives live, one's own too; not for replays and pages. */
  onMessage(listener: (message: Message) => void): () => void;
  /** Calls back when somebody joins, leaves, or has another role or mute; before `members` and `own` show it. */
  onMember(listener: (event: MemberEvent) => void): () => void;
}

/** What happened to a member, as seen live: not in rooms with more than 100 live connections. */
export type MemberEvent = MemberFrame & {
  /** The number of the room's newest message at that moment. */
  afterSeq: number;
};

export interface Timeline {
  /** Server messages by `seq`, then local ones in the order they were sent. */
  entries: readonly Entry[];
  hasOlder: boolean;
  hasNewer: boolean;
  /** The first message after one's read position when the room was opened; fixed while it is open. */
  firstUnreadId: number | null;
}

/** The client's own id of a message: its `client_message_id`. */
export type LocalKey = string;

export type Entry = SentEntry | LocalEntry;

/** A message that the server has. Its key is the local entry's where it was sent from here. */
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
  /** When it was sent, in milliseconds since 1970. */
  createdAt: number;
  state: "queued" | "uploading" | "sending" | "failed";
  /** Of an upload, 0..1. */
  progress?: number;
  error?: ChatError;
}

/** A message to send: text, or a file with or without text. */
export interface Outgoing {
  content: string;
  message_type?: MessageType;
  reply_to?: number | null;
  /** A file to upload first. `fragment` is put behind a `#` of its address: a page's own hint to other pages. */
  file?: { blob: Blob; name: string; fragment?: string };
  /** A file that is uploaded. */
  uploaded?: Uploaded;
}

export interface Uploaded {
  file_url: string;
  file_name: string;
  file_size: number;
}

export interface UploadOptions {
  signal?: AbortSignal;
  /** Bytes sent, and of how many. */
  onProgress?(sent: number, total: number): void;
}

export interface MemberPage {
  members: readonly Member[];
  hasMore: boolean;
  loaded: boolean;
}

export interface Unread {
  /** Messages after one's read position. */
  count: number;
  /** One's read position: a message id. */
  lastReadId: number | null;
}

export interface DraftState {
  text: string;
  replyTo: number | null;
}

/** What is being written, kept across reloads. Changes are told at once, not per frame. */
export interface Draft extends Readable<DraftState> {
  set(change: Partial<DraftState>): void;
  clear(): void;
}

/** A list's page. */
export interface Page<T> {
  items: T[];
  /** Where the next page begins; null at the end. */
  next: string | null;
}

export type MessageWindow =
  | { page?: number; page_size?: number }
  | { after: number; limit?: number }
  | { before: number; limit?: number }
  | { around: number; limit?: number };

/** Every operation of the REST API. All reject with `ChatError`. */
export interface RestCalls {
  getMe(): Promise<Me>;
  listRooms(query?: {
    scope?: "mine" | "public";
    limit?: number;
    cursor?: string;
  }): Promise<Page<RoomListItem>>;
  createRoom(body: RoomBody): Promise<NewRoom>;
  getRoom(id: number): Promise<RoomDetail>;
  updateRoom(id: number, change: RoomChange): Promise<RoomDetail>;
  joinRoom(id: number): Promise<{ message: string }>;
  leaveRoom(id: number): Promise<{ message: string }>;
  inviteUser(id: number, userId: number): Promise<{ message: string }>;
  readRoom(id: number): Promise<{ message: string }>;
  listMembers(
    id: number,
    query?: { limit?: number; cursor?: string; prefix?: string; banned?: boolean },
  ): Promise<Page<Member>>;
  updateMember(id: number, userId: number, change: MemberChange): Promise<Member>;
  removeMember(id: number, userId: number): Promise<{ message: string }>;
  listMessages(id: number, window?: MessageWindow): Promise<MessagePage>;
  sendMessage(id: number, body: MessageBody): Promise<RestMessage>;
  getMessage(id: number): Promise<RestMessage>;
  editMessage(id: number, content: string): Promise<RestMessage>;
  readMessage(id: number): Promise<{ message: string }>;
  deleteMessage(id: number): Promise<{ message: string }>;
  listNotifications(query?: { limit?: number; cursor?: string }): Promise<Page<Notification>>;
  readNotification(id: number): Promise<{ message: string }>;
  readAllNotifications(): Promise<{ message: string }>;
  uploadFile(file: UploadBody): Promise<UploadTicket>;
}

/** An unsent message as it is stored. */
export interface StoredEntry {
  key: LocalKey;
  room: number;
  /** Milliseconds since 1970; orders a user's entries. */
  createdAt: number;
  outgoing: Outgoing;
  failed?: [status: number, detail: string, message: string];
}

/** Where one user's unsent messages and drafts are kept: values that can be cloned, under names. */
export interface OutboxStorage {
  all(): Promise<[key: string, value: unknown][]>;
  get(key: string): Promise<unknown>;
  /** `undefined` removes. */
  put(key: string, value: unknown): Promise<void>;
  /** Removes everything of the user. */
  erase(): Promise<void>;
  close(): void;
}

/** What the client needs of a WebSocket. */
export interface SocketLike {
  readonly readyState: number;
  onopen: (() => void) | null;
  onmessage: ((event: { data: unknown }) => void) | null;
  onclose: ((event: { code: number; reason: string }) => void) | null;
  onerror: (() => void) | null;
  send(data: string): void;
  close(code?: number): void;
}

export type PageSignal = "online" | "offline" | "visible" | "hidden" | "resume" | "pageshow";

/** Everything outside: browser objects by default, anything in tests. */
export interface Environment {
  fetch: typeof fetch;
  openSocket(url: string, protocols: string[]): SocketLike;
  /** Sends a file; answers the status, 0 where there was none. */
  upload(request: {
    url: string;
    method: string;
    headers: Record<string, string>;
    body: Blob;
    signal?: AbortSignal;
    onProgress?(sent: number, total: number): void;
  }): Promise<number>;
  /** Milliseconds since 1970. */
  now(): number;
  /** Calls back after `ms`; answers how to prevent that. */
  after(ms: number, fn: () => void): () => void;
  /** 0 ≤ n < 1 */
  random(): number;
  uuid(): string;
  /** Before the next frame is painted, or soon. */
  frame(fn: () => void): void;
  online(): boolean;
  visible(): boolean;
  listen(fn: (signal: PageSignal) => void): () => void;
  /** Runs `fn` while no other tab runs one under the same name. */
  exclusively<T>(name: string, fn: () => Promise<T>): Promise<T>;
  /** Tells the other tabs. */
  broadcast(
    name: string,
    onMessage: (data: unknown) => void,
  ): { postMessage(data: unknown): void; close(): void } | null;
  indexedDB: IDBFactory | null;
}

export type { LiveMessage, Member, Message, Notification, RoomDetail, RoomListItem, User };
