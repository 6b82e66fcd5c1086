import { derived } from "../cell.js";
import type { Transport } from "../transport/transport.js";
import type { Unread } from "../types/room.js";
import type { RoomDetail, Standing } from "../types/wire.js";
import type { MessageWindow } from "./history/window.js";
import { readTo, seqOf } from "./message-id.js";
import { createReadMarks } from "./read-marks.js";

/** A message up to which the user has read: its number and its id, null before the first one. */
interface Position {
  seq: number;
  id: number | null;
}

/** The user's read position in one room, and the functions that move it. */
export type Reading = ReturnType<typeof createReading>;

/**
 * Creates the user's read position in one room.
 *
 * @param listed the unread count in the room list, for a room that is not open
 * @param show shows in the lists that everything up to a message is read
 * @param tell tells the server the same
 */
export function createReading(
  { env, soon }: Transport,
  window: MessageWindow,
  listed: () => number,
  show: (messageId: number) => void,
  tell: (messageId: number) => void,
) {
  const marks = createReadMarks(env, tell);
  let position: Position | null = null;
  let first: number | null = null;
  /** The time of the newest standing that is known. */
  let stoodAt = "";

  const unread = derived<Unread>({ count: 0, lastReadId: null }, soon, (before) => {
    const count = position ? Math.max(0, window.last - position.seq) : listed();
    const lastReadId = position?.id ?? null;
    return count === before.count && lastReadId === before.lastReadId ? before : { count, lastReadId };
  });

  /** Moves the position forward to a message. Returns whether it was moved. */
  const read = ({ id, seq }: Position) => {
    if (!position || seq <= position.seq) return false;
    position = { seq, id };
    unread.show();
    return true;
  };

  /** Takes the user's standing, unless a newer one is known: an unread mark moves the position back. */
  const stand = (me?: Standing | null) => {
    if (!me || me.updated_at <= stoodAt) return;
    stoodAt = me.updated_at;
    const seq = readTo(me);
    const id = me.last_read_message_id;
    // The ids of a room's messages follow each other.
    const to = { seq, id: id && id - me.last_read_seq + seq };
    if (!me.unread_from_seq) return read(to);
    position = to;
    first = seq + 1;
    unread.show();
  };

  /**
   * Takes the position that the server names; `isFirst` if the room has just been opened. Returns the number of the
   * room's newest message at that moment.
   */
  const take = ({ is_member, last_read_message_id: id, unread_count, me }: RoomDetail, isFirst: boolean) => {
    const seq = me ? readTo(me) : seqOf(id ?? 0);
    stand(me);
    if (!is_member) position = first = null;
    else {
      if (!position || seq > position.seq) position = { seq, id };
      if (isFirst) first = unread_count > 0 ? seq + 1 : null;
    }
    unread.show();
    return seq + unread_count;
  };

  return {
    unread,
    read,
    stand,
    take,
    send: marks.send,
    /** Marks everything up to a message, by default the newest one, as read. */
    mark(upTo?: number) {
      const message = upTo === undefined ? window.messages().at(-1) : window.find(upTo);
      if (!message || !read(message)) return;
      show(message.id);
      marks.add(message.id);
    },
    /** The number of the first message that was unread when the room was opened, or that was marked as unread since. */
    from: () => first,
  };
}
