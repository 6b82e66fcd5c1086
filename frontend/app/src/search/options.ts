import type { RestMessage, RoomListItem, User } from "@roomcast/client";

/** Something that a search offers. A person is written to, or a sender to look for. */
export type SearchOption =
  | { kind: "room"; room: RoomListItem }
  | { kind: "person" | "sender"; user: User }
  | { kind: "message"; message: RestMessage };

/** Options under one heading. */
export interface OptionGroup {
  name: "recent" | "rooms" | "people" | "fromWhom" | "messages";
  options: readonly SearchOption[];
}

/** A name that an option keeps while the list changes around it. */
export function keyOf(option: SearchOption): string {
  switch (option.kind) {
    case "room":
      return `room-${option.room.id}`;
    case "message":
      return `message-${option.message.id}`;
    default:
      return `${option.kind}-${option.user.id}`;
  }
}
