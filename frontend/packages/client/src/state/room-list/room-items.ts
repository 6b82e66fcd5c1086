import { EXCERPT_CHARS } from "../../generated/facts.js";
import type { LastMessage, Message, RoomListItem, Standing } from "../../types/wire.js";
import { readTo, seqOf } from "../message-id.js";

/** Items of the room list, most recently active first. */
export type Items = readonly RoomListItem[];

/** The item of a room in a list. */
export const itemOf = (items: Items, id: number) => items.find((item) => item.id === id);

/** The new items of the room list, each as the old object if nothing in it is different. */
export function keepUnchanged(items: Items, find: (id: number) => RoomListItem | undefined): RoomListItem[] {
  return items.map((item) => {
    const known = find(item.id);
    return known && JSON.stringify(known) === JSON.stringify(item) ? known : item;
  });
}

/** The items with one of them changed; the same array if the room is not there. */
export function changeItem(
  items: Items,
  id: number,
  change: (item: RoomListItem) => Partial<RoomListItem>,
): Items {
  const item = itemOf(items, id);
  return item ? items.map((each) => (each === item ? { ...item, ...change(item) } : each)) : items;
}

const activeAt = ({ last_message, created_at }: RoomListItem) => last_message?.created_at ?? created_at;

/** The items with this one in place of the room's item, before those that were active earlier. */
export function placeItem(items: Items, item: RoomListItem): Items {
  const others = items.filter(({ id }) => id !== item.id);
  const at = others.findIndex((other) => activeAt(other) <= activeAt(item));
  others.splice(at < 0 ? others.length : at, 0, item);
  return others;
}

/** A message as the room list shows it. */
export function lastMessage(message: Message): LastMessage {
  const { id, content, sender, created_at, updated_at, is_deleted } = message;
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

/** Whether a message is newer than another one, or a later copy of the same. */
const isLater = (a: LastMessage | null, b: LastMessage | null) =>
  a && (!b || a.id > b.id || (a.id === b.id && (a.updated_at ?? "") > (b.updated_at ?? "")));

/**
 * The items after a message of a room was sent, edited or deleted, and after the user has read up to a number; the
 * same array if nothing is different. Neither the newest message nor the read position goes back.
 */
export function advance(items: Items, id: number, message: LastMessage | null, readSeq: number): Items {
  const item = itemOf(items, id);
  if (!item) return items;
  const { is_member, unread_count } = item;
  const last_message = isLater(message, item.last_message) ? message : item.last_message;
  const before = seqOf(item.last_message?.id ?? 0);
  const newest = seqOf(last_message?.id ?? 0);
  const read = Math.max(before - unread_count, readSeq);
  const count = is_member ? Math.max(0, newest - read) : 0;
  if (last_message === item.last_message && count === unread_count) return items;
  const changed = { ...item, last_message, unread_count: count, last_read_seq: is_member ? read : null };
  return newest > before ? placeItem(items, changed) : changeItem(items, id, () => changed);
}

/** Whether a standing is newer than another one. */
const isNewer = (a: Standing, b?: Standing | null) => !b || a.updated_at > b.updated_at;

/** The items with the user's own standing in a room, and the unread messages that follow from it, if it is newer. */
export const stand = (items: Items, id: number, me?: Standing | null): Items =>
  changeItem(items, id, (item) => {
    if (!me || !isNewer(me, item.me)) return {};
    return { me, unread_count: Math.max(0, seqOf(item.last_message?.id ?? 0) - readTo(me)) };
  });

/** The items with a room added, or with what is new of it. A newer message that is known of it stays. */
export function addItem(items: Items, room: RoomListItem): Items {
  const known = itemOf(items, room.id);
  if (known?.me && room.me && isNewer(known.me, room.me)) return items;
  if (!known || !isLater(known.last_message, room.last_message)) return placeItem(items, room);
  const { last_message, unread_count } = known;
  return placeItem(items, { ...room, last_message, unread_count });
}
