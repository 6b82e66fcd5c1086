import type { ChatError } from "../error.js";
import type { Readable } from "./readable.js";
import type { NewRoom, Notification, RoomBody, RoomListItem } from "./wire.js";

/** The room list as it is loaded. */
export interface RoomListState {
  /** The rooms that the user belongs to or is invited to, most recently active first. */
  mine: readonly RoomListItem[];
  /** The loaded part of the public rooms that the user does not belong to. */
  public: readonly RoomListItem[];
  hasMorePublic: boolean;
  /** The sum of `unread_count` over `mine`. */
  unreadTotal: number;
  /** Whether the first answer has come. */
  loaded: boolean;
  /** The error of the last read, if it failed. */
  error: ChatError | null;
}

/** The room list, and the functions that read it and create rooms. */
export interface RoomList extends Readable<RoomListState> {
  /**
   * Keeps the list up to date: names, previews, order and unread counts of rooms of at most 100 members follow live;
   * those of larger rooms while they are open. Reference-counted: call the returned function once per call.
   */
  watch(): () => void;
  refresh(): Promise<void>;
  morePublic(): Promise<void>;
  create(room: RoomBody): Promise<NewRoom>;
  /** The list's item of a room, if it is loaded. */
  find(id: number): RoomListItem | undefined;
}

/** The notifications as they are loaded, newest first. */
export interface NotificationState {
  items: readonly Notification[];
  /** The number of unread ones among the loaded. */
  unread: number;
  hasMore: boolean;
  loaded: boolean;
  error: ChatError | null;
}

/** The notifications, and the functions that read and mark them. */
export interface NotificationList extends Readable<NotificationState> {
  /**
   * Loads the list and keeps its live channel open. Reference-counted: call the returned function once per call.
   */
  watch(): () => void;
  refresh(): Promise<void>;
  more(): Promise<void>;
  markRead(id: number): Promise<void>;
  markAllRead(): Promise<void>;
  /** Calls `listener` for each notification that arrives live. Returns a function that ends the calls. */
  onArrival(listener: (notification: Notification) => void): () => void;
}
