import { type Derived, derived } from "./cell.js";
import type { Context } from "./context.js";
import { MARK_EVERY_MS } from "./limits.js";
import type { Unread } from "./types.js";
import type { MessageWindow } from "./window.js";
import type { Message, RoomDetail } from "./wire.js";

/** How far the caller has read in a room. */
export interface Reading {
  readonly unread: Derived<Unread>;
  /** The room has been opened, or read again: what the server says of the position. */
  take(info: RoomDetail, opening: boolean): void;
  /** The position is at least here. */
  moveTo(message: Pick<Message, "id" | "seq">): void;
  mark(id?: number): void;
  /** Sends a mark that waits. */
  flush(): void;
  /** The number of the first message that was unread when the room was opened. */
  firstUnreadSeq(): number | null;
}

/**
 * @param listed what the room list says, for a room that is not open
 * @param tell tells the server
 */
export function createReading(
  { env, soon }: Context,
  window: MessageWindow,
  listed: () => number,
  tell: (messageId: number) => void,
): Reading {
  let seq: number | null = null;
  let id: number | null = null;
  let first: number | null = null;
  let waiting: number | null = null;
  let sentAt = 0;
  let cancel: (() => void) | null = null;

  const unread = derived<Unread>({ count: 0, lastReadId: null }, soon, (before) => {
    const count = seq === null ? listed() : Math.max(0, window.last() - seq);
    return count === before.count && id === before.lastReadId ? before : { count, lastReadId: id };
  });

  const moveTo = (message: Pick<Message, "id" | "seq">) => {
    if (seq === null || message.seq <= seq) return;
    seq = message.seq;
    id = message.id;
    unread.touch();
  };

  const send = () => {
    cancel?.();
    cancel = null;
    if (waiting === null) return;
    tell(waiting);
    waiting = null;
    sentAt = env.now();
  };

  return {
    unread,
    take(info, opening) {
      if (!info.is_member) {
        seq = id = first = null;
      } else {
        const known = window.find(info.last_read_message_id ?? 0)?.seq;
        const says = known ?? Math.max(0, window.last() - info.unread_count);
        if (seq === null || says > seq) {
          seq = says;
          id = info.last_read_message_id;
        }
        if (opening) first = info.unread_count > 0 ? says + 1 : null;
      }
      unread.touch();
    },
    moveTo,
    mark(upTo) {
      const message = upTo === undefined ? window.messages().at(-1) : window.find(upTo);
      if (!message || seq === null || message.seq <= seq) return;
      moveTo(message);
      waiting = message.id;
      const ms = sentAt + MARK_EVERY_MS - env.now();
      if (ms <= 0) send();
      else cancel ??= env.after(ms, send);
    },
    flush: send,
    firstUnreadSeq: () => first,
  };
}
