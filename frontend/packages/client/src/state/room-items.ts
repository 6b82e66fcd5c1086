import { EXCERPT_CHARS } from "../generated/facts.js";
import type { Message, RoomListItem } from "../types/wire.js";

/** The new items of the room list, each as the old object if nothing in it is different. */
export function keepUnchanged(
  items: readonly RoomListItem[],
  find: (id: number) => RoomListItem | undefined,
): RoomListItem[] {
  return items.map((item) => {
    const known = find(item.id);
    return known && JSON.stringify(known) === JSON.stringify(item) ? known : item;
  });
}

/** The items with one of them changed, and moved to the top if `toTop`; the same array if it is not there. */
export function changeItem(
  items: readonly RoomListItem[],
  id: number,
  toTop: boolean,
  change: (item: RoomListItem) => Partial<RoomListItem>,
): readonly RoomListItem[] {
  const item = items.find((each) => each.id === id);
  if (!item) return items;
  const changed = { ...item, ...change(item) };
  return toTop
    ? [changed, ...items.filter((each) => each !== item)]
    : items.map((each) => (each === item ? changed : each));
}

/** The newest message of a room, as the room list shows it. */
export function newestMessage(
  { last_message }: RoomListItem,
  { id, content, sender, created_at, updated_at, is_deleted }: Message,
): RoomListItem["last_message"] {
  if (last_message && last_message.id > id) return last_message;
  return {
    id,
    content: [...content].slice(0, EXCERPT_CHARS).join(""),
    sender: sender.username,
    sender_id: sender.id,
    created_at,
    updated_at,
    is_deleted,
  };
}
