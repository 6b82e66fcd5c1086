import { derived } from "../cell.js";
import { MARK_EVERY_MS } from "../limits.js";
import type { Transport } from "../transport/transport.js";
import type { Unread } from "../types/room.js";
import type { Message, RoomDetail } from "../types/wire.js";
import { seqOf } from "./message-id.js";
import type { MessageWindow } from "./window.js";

/** The user's read position in one room, and the functions that move it. */
export type Reading = ReturnType<typeof createReading>;

/**
 * Creates the user's read position in one room.
 *
 * @param listed the unread count in the room list, for a room that is not open
 * @param tell tells the server that everything up to a message is read
 */
export function createReading(
  { env, soon }: Transport,
  window: MessageWindow,
  listed: () => number,
  tell: (messageId: number) => void,
) {
  let position: { seq: number; id: number | null } | null = null;
  let first: number | null = null;
  /** The message up to which a read mark waits to be sent. */
  let waiting: number | null = null;
  let sentAt = 0;
  let cancel: (() => void) | null = null;

  const unread = derived<Unread>({ count: 0, lastReadId: null }, soon, (before) => {
    const count = position ? Math.max(0, window.last - position.seq) : listed();
    const lastReadId = position?.id ?? null;
    return count === before.count && lastReadId === before.lastReadId ? before : { count, lastReadId };
  });

  /** Moves the position forward to a message. Returns whether it was moved. */
  const read = ({ id, seq }: Pick<Message, "id" | "seq">) => {
    if (!position || seq <= position.seq) return false;
    position = { seq, id };
    unread.show();
    return true;
  };

  /** Sends the read mark that waits, if there is one. */
  const send = () => {
    cancel?.();
    cancel = null;
    if (waiting === null) return;
    tell(waiting);
    waiting = null;
    sentAt = env.now();
  };

  /** Marks everything up to a message, by default the newest one, as read. Sends at most one mark in a while. */
  const mark = (upTo?: number) => {
    const message = upTo === undefined ? window.messages().at(-1) : window.find(upTo);
    if (!message || !read(message)) return;
    waiting = message.id;
    const ms = sentAt + MARK_EVERY_MS - env.now();
    if (ms <= 0) send();
    else cancel ??= env.after(ms, send);
  };

  /**
   * Takes the position that the server names; `isFirst` if the room has just been opened. Returns the number of the
   * room's newest message at that moment.
   */
  const take = ({ is_member, last_read_message_id: id, unread_count }: RoomDetail, isFirst: boolean) => {
    const seq = seqOf(id ?? 0);
    if (!is_member) position = first = null;
    else {
      if (!position || seq > position.seq) position = { seq, id };
      if (isFirst) first = unread_count > 0 ? seq + 1 : null;
    }
    unread.show();
    return seq + unread_count;
  };

  /** The number of the first message that was unread when the room was opened. */
  const from = () => first;

  return { unread, read, send, mark, take, from };
}
