import { type Derived, derived } from "../cell.js";
import { MARK_EVERY_MS } from "../limits.js";
import type { Transport } from "../transport/transport.js";
import type { Unread } from "../types/room.js";
import type { Message, RoomDetail } from "../types/wire.js";
import { seqOf } from "./message-id.js";
import type { MessageWindow } from "./window.js";

/** The user's read position in one room. */
export class Reading {
  readonly unread: Derived<Unread>;
  /** The number of the first message that was unread when the room was opened. */
  first: number | null = null;
  #env: Transport["env"];
  #window: MessageWindow;
  #tell: (messageId: number) => void;
  #position: { seq: number; id: number | null } | null = null;
  /** The message up to which a read mark waits to be sent. */
  #waiting: number | null = null;
  #sentAt = 0;
  #cancel: (() => void) | null = null;

  /**
   * @param listed the unread count in the room list, for a room that is not open
   * @param tell tells the server that everything up to a message is read
   */
  constructor(
    { env, soon }: Transport,
    window: MessageWindow,
    listed: () => number,
    tell: (messageId: number) => void,
  ) {
    this.#env = env;
    this.#window = window;
    this.#tell = tell;
    this.unread = derived<Unread>({ count: 0, lastReadId: null }, soon, (before) => {
      const position = this.#position;
      const count = position ? Math.max(0, window.last - position.seq) : listed();
      const lastReadId = position?.id ?? null;
      return count === before.count && lastReadId === before.lastReadId ? before : { count, lastReadId };
    });
  }

  /** Takes the position that the server names; `isFirst` if the room has just been opened. */
  take({ is_member, last_read_message_id: id, unread_count }: RoomDetail, isFirst: boolean) {
    const seq = seqOf(id ?? 0);
    if (!is_member) this.#position = this.first = null;
    else {
      if (!this.#position || seq > this.#position.seq) this.#position = { seq, id };
      if (isFirst) this.first = unread_count > 0 ? seq + 1 : null;
    }
    this.unread.touch();
  }

  /** Moves the position forward to a message. Returns whether it was moved. */
  moveTo({ id, seq }: Pick<Message, "id" | "seq">): boolean {
    if (!this.#position || seq <= this.#position.seq) return false;
    this.#position = { seq, id };
    this.unread.touch();
    return true;
  }

  /** Marks everything up to a message, by default the newest one, as read. Sends at most one mark in a while. */
  mark(upTo?: number) {
    const message = upTo === undefined ? this.#window.messages().at(-1) : this.#window.find(upTo);
    if (!message || !this.moveTo(message)) return;
    this.#waiting = message.id;
    const ms = this.#sentAt + MARK_EVERY_MS - this.#env.now();
    if (ms <= 0) this.flush();
    else this.#cancel ??= this.#env.after(ms, () => this.flush());
  }

  /** Sends the read mark that waits, if there is one. */
  flush() {
    this.#cancel?.();
    this.#cancel = null;
    if (this.#waiting === null) return;
    this.#tell(this.#waiting);
    this.#waiting = null;
    this.#sentAt = this.#env.now();
  }
}
