import type { Readable } from "./readable.js";
import type { Draft, LocalKey, Outgoing, Timeline } from "./timeline.js";
import type {
  Member,
  MemberChange,
  MemberFrame,
  Message,
  RoomChange,
  RoomDetail,
  ServerFrame,
  User,
} from "./wire.js";

/** Why a room cannot be shown. */
export type GoneReason =
  | "left"
  | "removed"
  | "banned"
  | "closed"
  | "not_found"
  | "not_a_member"
  | "forbidden";

/** How complete a room is. `current` means that everything that happens arrives. */
export type RoomPhase = "cold" | "loading" | "catching_up" | "current" | { gone: GoneReason };

/** The loaded part of a room's member list. */
export interface MemberPage {
  members: readonly Member[];
  hasMore: boolean;
  loaded: boolean;
}

/** How far the user has read in a room. */
export interface Unread {
  /** The number of messages after the user's read position. */
  count: number;
  /** The id of the message at the user's read position. */
  lastReadId: number | null;
}

/** A change of a member, as seen live; rooms with more than 100 live connections do not announce any. */
export type MemberEvent = MemberFrame & {
  /** The number of the room's newest message at that moment. */
  afterSeq: number;
};

/** The live state of one room. Its functions need no `this`. */
export interface Room {
  readonly id: number;
  /**
   * Keeps the room connected. Reference-counted: call the returned function once per call. The connection ends 5 s
   * after the last release.
   */
  watch(): () => void;
  readonly phase: Readable<RoomPhase>;
  readonly info: Readable<RoomDetail | null>;
  /** The user's own item of the member list: role, mute. Null for non-members. */
  readonly own: Readable<Member | null>;
  readonly timeline: Readable<Timeline>;
  readonly members: Readable<MemberPage>;
  /** The other users who are typing. */
  readonly typing: Readable<readonly User[]>;
  /** Ids of the users with a live connection. The server names at most 100 when the connection opens. */
  readonly online: Readable<ReadonlySet<number>>;
  readonly unread: Readable<Unread>;
  /** The newest message that each other user has read since connecting, by user id. Rooms of at most 8 members. */
  readonly readBy: Readable<ReadonlyMap<number, number>>;
  readonly draft: Draft;
  /** Gives the draft of the thread that begins with a message, anew at each call: the part for threads keeps it. */
  draftOf(thread: number): Draft;
  /** Loads older messages. Does nothing at the room's beginning or while a call is under way. */
  older(): Promise<void>;
  /** Loads newer messages. Does nothing at the room's end or while a call is under way. */
  newer(): Promise<void>;
  /** Shows the messages around a message in place of those shown. */
  around(messageId: number): Promise<void>;
  /** Returns to the newest messages. */
  latest(): Promise<void>;
  /** A message that is shown, or else the server's copy. */
  message(id: number): Promise<Message>;
  /** Puts a message into the outbox. Returns the key of its entry. */
  send(message: Outgoing): LocalKey;
  /** Sends a failed entry as a new one. */
  retry(key: LocalKey): void;
  discard(key: LocalKey): void;
  edit(id: number, content: string): Promise<void>;
  remove(id: number): Promise<void>;
  /** Sets the user's reaction to a message, an emoji or `:name:`, or takes it back. Shown at once, undone on refusal. */
  react(id: number, emoji: string, on: boolean): Promise<void>;
  /** Marks everything up to a message, by default the newest, as read. Sends at most one mark in 5 s. */
  markRead(id?: number): void;
  /** Tells the room that the user is typing. Sends at most one frame in 3 s. */
  keystroke(): void;
  join(): Promise<void>;
  leave(): Promise<void>;
  invite(userId: number): Promise<void>;
  update(change: RoomChange): Promise<void>;
  moderate(userId: number, change: MemberChange): Promise<Member>;
  removeMember(userId: number): Promise<void>;
  loadMembers(): Promise<void>;
  moreMembers(): Promise<void>;
  /** At most 20 members whose username begins with `prefix`, case-insensitive: for mention pickers. */
  searchMembers(prefix: string): Promise<readonly Member[]>;
  /** The banned users. Admins only. */
  banned(): Promise<readonly Member[]>;
  /** Calls `listener` for each message that arrives live, own ones included; not for replays and pages. */
  onMessage(listener: (message: Message) => void): () => void;
  /** Calls `listener` when a member joins, leaves or changes, before `members` and `own` show the change. */
  onMember(listener: (event: MemberEvent) => void): () => void;
  /** Calls `listener` for each frame about the room, as it comes. */
  onFrame(listener: (frame: ServerFrame) => void): () => void;
}
