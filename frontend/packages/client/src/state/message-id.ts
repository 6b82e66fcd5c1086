import { SEQ_MAX } from "../generated/facts.js";

/**
 * The number of a message in its room, from the message's id. An id packs the room's id and the number:
 * `id = room * (SEQ_MAX + 1) + seq`.
 */
export const seqOf = (messageId: number) => messageId % (SEQ_MAX + 1);
