import { DELETED_MESSAGE_TEXT } from "../../generated/facts.js";
import type { RoomListItem, ServerFrame } from "../../types/wire.js";
import { seqOf } from "../message-id.js";
import { addItem, advance, changeItem, type Items, lastMessage, stand } from "./room-items.js";

/** What the list shows of a message that was deleted. */
const erased = ({ last_message }: RoomListItem, id: number, updated_at: string) =>
  last_message?.id === id
    ? { last_message: { ...last_message, content: DELETED_MESSAGE_TEXT, is_deleted: true, updated_at } }
    : {};

/** The user's own rooms after a frame; the same array if the frame tells nothing about them. */
export function applyFrame(items: Items, frame: ServerFrame, isMe: (user: { id: number }) => boolean): Items {
  switch (frame.type) {
    case "activity": {
      const { room_id, last_message, last_seq } = frame;
      return advance(items, room_id, last_message, isMe({ id: last_message.sender_id ?? 0 }) ? last_seq : 0);
    }
    case "chat_message":
    case "message_updated": {
      const { room_id, message } = frame;
      return advance(items, room_id, lastMessage(message), isMe(message.sender) ? message.seq : 0);
    }
    case "message_deleted":
      return changeItem(items, frame.room_id, (item) => erased(item, frame.message_id, frame.updated_at));
    case "read":
      if (!isMe(frame.user)) return items;
      return stand(advance(items, frame.room_id, null, seqOf(frame.message_id)), frame.room_id, frame.me);
    case "room_updated":
      return changeItem(items, frame.room_id, () => frame.room);
    case "room_added":
      return addItem(items, frame.room);
    case "room_removed":
      return items.filter(({ id }) => id !== frame.room_id);
  }
  return items;
}
