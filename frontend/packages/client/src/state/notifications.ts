import { cell, event } from "../cell.js";
import { asChatError } from "../error.js";
import { NOTIFICATIONS_PAGE } from "../limits.js";
import type { Transport } from "../transport/transport.js";
import type { NotificationList, NotificationState } from "../types/lists.js";
import type { Notification } from "../types/wire.js";
import { createPages } from "./pages.js";
import type { Session } from "./session.js";
import { createWatch } from "./watch.js";

const EMPTY: NotificationState = { items: [], unread: 0, hasMore: false, loaded: false, error: null };

/** The notifications of a chat. */
export type Notifications = ReturnType<typeof createNotifications>;

/**
 * Creates the notifications: the list, and the live channel that brings new ones.
 *
 * @param onArrival called with each notification that arrives live
 */
export function createNotifications(
  { env, rest, soon, users }: Transport,
  session: Session,
  onArrival: (notification: Notification) => void,
) {
  const state = cell(EMPTY, soon);
  const arrivals = event<Notification>();
  const items = () => state.get().items;

  const change = (changes: Partial<NotificationState>) => {
    const next = { ...state.get(), ...changes };
    state.set({ ...next, unread: next.items.filter((item) => !item.is_read).length });
  };
  /** Marks the notifications that `isRead` selects as read. */
  const mark = (isRead: (item: Notification) => boolean) =>
    change({
      items: items().map((item) => (!item.is_read && isRead(item) ? { ...item, is_read: true } : item)),
    });
  const load = createPages(
    (cursor) =>
      rest.listNotifications({ limit: NOTIFICATIONS_PAGE, cursor }).catch((error) => {
        change({ error: asChatError(error) });
        throw error;
      }),
    items,
    (all, hasMore) => change({ items: all, hasMore, loaded: true, error: null }),
  );
  const open = () => {
    session.start();
    users.hold(state, () => load(false).catch(() => {}));
  };

  /** The public face of the list. */
  const list: NotificationList = {
    ...state,
    refresh: () => load(false),
    more: () => load(true),
    watch: createWatch(env, open, () => users.release(state)),
    async markRead(id) {
      await rest.readNotification(id);
      mark((item) => item.id === id);
    },
    async markAllRead() {
      await rest.readAllNotifications();
      mark(() => true);
    },
    onArrival: arrivals.on,
  };

  return {
    list,
    /** Marks the notifications about a room's messages up to one of them as read. */
    read: (room: number, messageId: number) =>
      mark((item) => item.room.id === room && !!item.message && item.message.id <= messageId),
    /** Takes a notification that arrives, possibly not for the first time. */
    take(notification: Notification) {
      if (items().some(({ id }) => id === notification.id)) return;
      change({ items: [notification, ...items()] });
      arrivals.emit(notification);
      onArrival(notification);
    },
  };
}
