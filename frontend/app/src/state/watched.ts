import type { Notification } from "@roomcast/client";
import { store, useStore } from "./store.ts";

/** The room whose newest messages the user is looking at. They are about to be read, and are not shown as unread. */
export const watched = store<number | null>(null);

/** The number of unread messages to show of a room that has `count` of them. */
export const useShownUnread = (id: number, count: number): number => (useStore(watched) === id ? 0 : count);

/** The unread notifications to show. */
export function useShownNotifications(items: readonly Notification[]): readonly Notification[] {
  const here = useStore(watched);
  return items.filter(({ is_read, room }) => !is_read && room.id !== here);
}
