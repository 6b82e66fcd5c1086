import { SEQ_MAX } from "../generated/facts.js";
import type { Standing } from "../types/wire.js";

/**
 * The number of a message in its room, from the message's id. An id packs the room's id and the number:
 * `id = room * (SEQ_MAX + 1) + seq`.
 */
export const seqOf = (messageId: number) => messageId % (SEQ_MAX + 1);

/** The number up to which the user has read, or the one before the first message that the user marked as unread. */
export const readTo = ({ unread_from_seq, last_read_seq }: Standing) =>
  (unread_from_seq ?? last_read_seq + 1) - 1;
