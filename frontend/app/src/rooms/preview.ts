import type { RoomListItem } from "@roomcast/client";
import type { Texts } from "../text/en.ts";

/** One line about a room: its last message and the sender, else its description, else its number of members. */
export function previewOf(t: Texts, room: RoomListItem, userId: number | undefined): string {
  const last = room.last_message;
  if (!last) return room.description || t.members(room.member_count);
  const sender = last.sender_id === userId ? t.you : last.sender;
  return `${sender}: ${last.is_deleted ? t.deleted : last.content || t.file}`;
}
