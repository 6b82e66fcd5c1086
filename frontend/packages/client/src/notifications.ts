import { socketAddress } from "./address.js";
import { cell, event } from "./cell.js";
import type { Context } from "./context.js";
import { ChatError } from "./error.js";
import type { Notification, NotificationList, NotificationState } from "./types.js";
import type { ServerFrame } from "./wire.js";

const PAGE = 50;
const LINGER_MS = 5_000;
const EMPTY: NotificationState = { items: [], unread: 0, hasMore: false, loaded: false, error: null };

/** Notifications: the list, and the channel that brings new ones. `onNotified` hears of each of those. */
export function createNotifications(context: Context, onNotified: (notification: Notification) => void) {
  const { env, rest } = context;
  const state = cell(EMPTY, context.soon);
  const arrivals = event<Notification>();
  let watchers = 0;
  let cursor: string | null = null;
  let cancelLinger = () => {};

  const set = (change: Partial<NotificationState>) => {
    const next = { ...state.get(), ...change };
    state.set({ ...next, unread: next.items.filter((item) => !item.is_read).length });
  };

  const load = async (more: boolean) => {
    if (more && !cursor) return;
    try {
      const page = await rest.listNotifications({ limit: PAGE, cursor: (more && cursor) || undefined });
      cursor = page.next;
      const before = more ? state.get().items : [];
      const known = new Set(before.map((item) => item.id));
      const items = [...before, ...page.items.filter((item) => !known.has(item.id))];
      set({ items, hasMore: cursor !== null, loaded: true, error: null });
    } catch (error) {
      if (error instanceof ChatError) set({ error });
      throw error;
    }
  };

  const refresh = () => load(false);

  const hear = (frame: ServerFrame) => {
    if (frame.type !== "notification") return;
    const { notification } = frame;
    const { items } = state.get();
    if (items.some((item) => item.id === notification.id)) return;
    set({ items: [notification, ...items] });
    arrivals.emit(notification);
    onNotified(notification);
  };

  const link = context.link({
    url: () => socketAddress(context.config, null),
    probe: () => rest.getMe(),
    onFrame: hear,
    onLive: (absent) => absent && void refresh().catch(() => undefined),
    onGone: () => link.stop(),
  });

  const mark = (ids: (item: Notification) => boolean) =>
    set({
      items: state
        .get()
        .items.map((item) => (!item.is_read && ids(item) ? { ...item, is_read: true } : item)),
    });

  const list: NotificationList = {
    initial: EMPTY,
    get: state.get,
    subscribe: state.subscribe,
    refresh,
    more: () => load(true),
    watch() {
      context.activate();
      watchers += 1;
      cancelLinger();
      if (link.state().at === "idle") link.start();
      let released = false;
      return () => {
        if (released) return;
        released = true;
        watchers -= 1;
        if (watchers === 0) cancelLinger = env.after(LINGER_MS, link.stop);
      };
    },
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
    /** The read position of a room has passed a message. */
    readUpTo(room: number, messageId: number) {
      const read = (item: Notification) =>
        item.room.id === room && item.message !== null && item.message.id <= messageId;
      if (state.get().items.some((item) => !item.is_read && read(item))) mark(read);
    },
  };
}
