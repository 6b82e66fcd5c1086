import { type Cell, cell, event } from "../cell.js";
import { asChatError } from "../error.js";
import { NOTIFICATIONS_PAGE } from "../limits.js";
import type { Transport } from "../transport/transport.js";
import type { NotificationList, NotificationState } from "../types/lists.js";
import type { Notification } from "../types/wire.js";
import { createPages } from "./pages.js";
import type { Session } from "./session.js";
import { createWatch } from "./watch.js";

const EMPTY: NotificationState = { items: [], unread: 0, hasMore: false, loaded: false, error: null };

/** The notifications: the list, and the live channel that brings new ones. */
export class Notifications {
  #transport: Transport;
  #session: Session;
  #onArrival: (notification: Notification) => void;
  #state: Cell<NotificationState>;
  #arrivals = event<Notification>();

  /** @param onArrival called with each notification that arrives live */
  constructor(transport: Transport, session: Session, onArrival: (notification: Notification) => void) {
    this.#transport = transport;
    this.#session = session;
    this.#onArrival = onArrival;
    this.#state = cell(EMPTY, transport.soon);
  }

  /** The public face of the list. */
  list(): NotificationList {
    const { env, rest } = this.#transport;
    const open = () => {
      this.#session.start();
      this.#transport.hold(this, () => this.#load(false).catch(() => {}));
    };
    return {
      ...this.#state,
      refresh: () => this.#load(false),
      more: () => this.#load(true),
      watch: createWatch(env, open, () => this.#transport.release(this)),
      markRead: async (id) => {
        await rest.readNotification(id);
        this.#mark((item) => item.id === id);
      },
      markAllRead: async () => {
        await rest.readAllNotifications();
        this.#mark(() => true);
      },
      onArrival: this.#arrivals.on,
    };
  }

  /** Marks the notifications about a room's messages up to one of them as read. */
  read(room: number, messageId: number) {
    this.#mark((item) => item.room.id === room && !!item.message && item.message.id <= messageId);
  }

  #load = createPages(
    (cursor) =>
      this.#transport.rest.listNotifications({ limit: NOTIFICATIONS_PAGE, cursor }).catch((error) => {
        this.#set({ error: asChatError(error) });
        throw error;
      }),
    () => this.#state.get().items,
    (items, hasMore) => this.#set({ items, hasMore, loaded: true, error: null }),
  );

  /** Takes a notification that arrives, possibly not for the first time. */
  take(notification: Notification) {
    const { items } = this.#state.get();
    if (items.some(({ id }) => id === notification.id)) return;
    this.#set({ items: [notification, ...items] });
    this.#arrivals.emit(notification);
    this.#onArrival(notification);
  }

  /** Marks the notifications that `isRead` selects as read. */
  #mark(isRead: (item: Notification) => boolean) {
    const { items } = this.#state.get();
    this.#set({
      items: items.map((item) => (!item.is_read && isRead(item) ? { ...item, is_read: true } : item)),
    });
  }

  #set(change: Partial<NotificationState>) {
    const next = { ...this.#state.get(), ...change };
    this.#state.set({ ...next, unread: next.items.filter((item) => !item.is_read).length });
  }
}
