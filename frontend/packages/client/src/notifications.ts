import { socketAddress } from "./address.js";
import { cell, event } from "./cell.js";
import type { Context } from "./context.js";
import { asChatError } from "./error.js";
import { NOTIFICATIONS_PAGE } from "./limits.js";
import { pages } from "./pages.js";
import type { NotificationList, NotificationState } from "./types.js";
import { counted } from "./watch.js";
import type { Notification } from "./wire.js";

export interface NotificationParts {
  list: NotificationList;
  /** The read position of a room has passed a message. */
  readUpTo(room: number, messageId: number): void;
}

/** Notifications: the list, and the channel that brings new ones. `onNotified` hears of each of those. */
export function createNotifications(
  context: Context,
  onNotified: (notification: Notification) => void,
): NotificationParts {
  const { env, rest } = context;
  const state = cell<NotificationState>(
    { items: [], unread: 0, hasMore: false, loaded: false, error: null },
    context.soon,
  );
  const arrivals = event<Notification>();

  const set = (change: Partial<NotificationState>) => {
    const next = { ...state.get(), ...change };
    state.set({ ...next, unread: next.items.filter((item) => !item.is_read).length });
  };

  const load = pages(
    (cursor) =>
      rest.listNotifications({ limit: NOTIFICATIONS_PAGE, cursor }).catch((error) => {
        set({ error: asChatError(error) });
        throw error;
      }),
    () => state.get().items,
    (items, hasMore) => set({ items, hasMore, loaded: true, error: null }),
  );

  const mark = (reads: (item: Notification) => boolean) =>
    set({
      items: state
        .get()
        .items.map((item) => (!item.is_read && reads(item) ? { ...item, is_read: true } : item)),
    });

  const link = context.link({
    url: () => socketAddress(context.config, null),
    probe: rest.getMe,
    onFrame(frame) {
      if (frame.type !== "notification") return;
      const { notification } = frame;
      const { items } = state.get();
      if (items.some((item) => item.id === notification.id)) return;
      set({ items: [notification, ...items] });
      arrivals.emit(notification);
      onNotified(notification);
    },
    onLive: (absent) => absent && load(false).catch(() => {}),
    onGone: () => link.stop(),
  });

  return {
    list: {
      ...state,
      refresh: () => load(false),
      more: () => load(true),
      watch: counted(
        env,
        () => {
          context.activate();
          link.start();
        },
        link.stop,
      ),
      async markRead(id) {
        await rest.readNotification(id);
        mark((item) => item.id === id);
      },
      async markAllRead() {
        await rest.readAllNotifications();
        mark(() => true);
      },
      onArrival: arrivals.on,
    },
    readUpTo: (room, messageId) =>
      mark((item) => item.room.id === room && !!item.message && item.message.id <= messageId),
  };
}
