import type { RoomListItem } from "@roomcast/client";
import { isolated, withoutControls } from "../text/bidi.ts";
import type { Texts } from "../text/en.ts";

/** One line about a room: its last message and the sender, else its description, else its number of members. */
export function previewOf(
  t: Texts,
  room: RoomListItem,
  userId?: number,
  blocked?: ReadonlySet<number>,
): string {
  const last = room.last_message;
  if (!last && room.is_direct) return t.noMessages;
  if (!last) return withoutControls(room.description) || t.members(room.member_count);
  if (!room.is_direct && blocked?.has(last.sender_id ?? 0)) return t.blockedMessage;
  const sender = last.sender_id === userId ? t.you : isolated(last.sender);
  return `${sender}: ${last.is_deleted ? t.deleted : isolated(last.content) || t.file}`;
}
