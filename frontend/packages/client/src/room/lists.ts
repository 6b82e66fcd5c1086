import type { Notifications } from "../state/notifications.js";
import type { Outbox } from "../state/outbox/outbox.js";
import type { Rooms } from "../state/room-list/room-list.js";

/** The lists of a chat that its rooms keep up to date. */
export interface Lists {
  outbox: Outbox;
  rooms: Rooms;
  notifications: Notifications;
}

/** Shows in the lists that the user has read a room up to a message. */
export function showRead({ notifications, rooms }: Lists, room: number, messageId: number) {
  rooms.read(room, messageId);
  notifications.read(room, messageId);
}
