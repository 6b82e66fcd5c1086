import type { Notifications } from "../state/notifications.js";
import type { Outbox } from "../state/outbox.js";
import type { Rooms } from "../state/room-list.js";

/** The lists of a chat that its rooms keep up to date. */
export interface Lists {
  outbox: Outbox;
  rooms: Rooms;
  notifications: Notifications;
}
