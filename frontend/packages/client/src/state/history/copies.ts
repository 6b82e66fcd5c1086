import { DELETED_MESSAGE_TEXT } from "../../generated/facts.js";
import type { LiveMessage, Message, RestMessage } from "../../types/wire.js";

/** A message in any of the forms in which it arrives. */
export type Copy = Message & Partial<Pick<RestMessage, "room"> & Pick<LiveMessage, "room_id" | "timestamp">>;

/** A message without the fields that only REST answers or only frames have. */
export function plain({ room, room_id, timestamp, ...message }: Copy): Message {
  return message;
}

/** A string that is greater for a later copy of the same message. */
const rank = ({ is_deleted, is_edited, updated_at }: Message) => `${+is_deleted}${updated_at}${+is_edited}`;

/** The later one of two copies of a message; the first if both are alike. */
export const laterCopy = (a: Message, b: Message): Message => (rank(b) > rank(a) ? b : a);

/** A message as it reads after its deletion. */
export function erased(message: Message): Message {
  if (message.is_deleted) return message;
  return {
    ...message,
    content: DELETED_MESSAGE_TEXT,
    file_url: null,
    file_name: null,
    file_size: null,
    is_deleted: true,
    reactions: [],
  };
}
