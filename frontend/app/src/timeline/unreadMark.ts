import type { Standing, Unread } from "@roomcast/client";

/** What is compared of a standing. */
type Marked = Pick<Standing, "unread_from_seq" | "last_read_seq" | "last_read_message_id" | "updated_at">;

/**
 * Whether the reader has marked messages as unread since the room was entered, and has read none of them since. Then
 * nothing becomes read only because it is on the screen: that would undo the mark at once.
 *
 * @param now the reader's standing
 * @param entered the standing when the room was entered
 */
export function isMarkedSince(
  now: Marked | null | undefined,
  entered: Pick<Marked, "updated_at"> | null,
  { lastReadId }: Pick<Unread, "lastReadId">,
): boolean {
  if (!now?.unread_from_seq || now.updated_at === entered?.updated_at) return false;
  const { last_read_message_id: id, last_read_seq, unread_from_seq } = now;
  // The ids of a room's messages follow each other: this is the id before the first one that is marked.
  return (id && id - last_read_seq + unread_from_seq - 1) === lastReadId;
}
