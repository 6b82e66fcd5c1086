import type { RoomListItem } from "@roomcast/client";
import { isolated, withoutControls } from "../text/bidi.ts";
import type { Texts } from "../text/en.ts";

/** One line about a room: its last message and the sender, else its description, else its number of members. */
export function previewOf(t: Texts, room: RoomListItem, userId: number | undefined): string {
  const last = room.last_message;
  if (!last) return withoutControls(room.description) || t.members(room.member_count);
  const sender = last.sender_id === userId ? t.you : isolated(last.sender);
  return `${sender}: ${last.is_deleted ? t.deleted : isolated(last.content) || t.file}`;
}
