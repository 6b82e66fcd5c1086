import type { RoomListItem } from "@roomcast/client";
import type { Texts } from "../text/en.ts";

/** The last message of a room in the list. Usernames are not unique and texts are free: only these say more. */
type LastMessage = NonNullable<RoomListItem["last_message"]> & {
  sender_id?: number;
  is_deleted?: boolean;
};

/** One line about a room: its last message and the sender, else its description, else its number of members. */
export function previewOf(t: Texts, room: RoomListItem, userId: number | undefined): string {
  const last: LastMessage | null = room.last_message;
  if (!last) return room.description || t.members(room.member_count);
  const sender = userId !== undefined && last.sender_id === userId ? t.you : last.sender;
  return `${sender}: ${last.is_deleted ? t.deleted : last.content || t.file}`;
}
