import { MAX_EARLY } from "../../limits.js";
import type { Copy } from "./copies.js";
import { createKnown } from "./known.js";
import type { IsMe } from "./own-reactions.js";

/** A range of a room's messages without a gap, and what is known beyond it. */
export class MessageWindow {
  /** The number before its first message. */
  base = 0;
  /** The number of its last message. */
  end = 0;
  /** The largest number known to exist. */
  last = 0;
  loaded = false;
  /** Whether it follows the newest messages. */
  atEnd = true;
  readonly known: ReturnType<typeof createKnown>;

  constructor(isMe: IsMe) {
    this.known = createKnown(isMe);
  }

  /** The messages `base + 1` to `end`. Callers must not change the array. */
  messages = () => this.known.range(this.base, this.end);

  find = (id: number) => this.messages().find((message) => message.id === id);

  /** Whether it follows the newest messages but lacks some. */
  behind = () => this.atEnd && this.loaded && this.end < this.last;

  /**
   * Takes messages in any order. Shows those that follow its end if `following`, by default if attached; attaches if
   * that leads to the newest message.
   */
  add(copies: readonly Copy[], following = this.atEnd) {
    const most = MAX_EARLY + this.end - this.base;
    for (const copy of copies) {
      this.saw(copy.seq);
      // A message that is not followed is read when it is shown: it may have changed by then.
      const isEarly = following && copy.seq > this.end && this.known.size() < most;
      if (isEarly || this.known.get(copy.seq)) this.known.put(copy);
    }
    if (this.loaded && following) this.#follow();
  }

  /** Takes the messages before it, newest first. */
  prepend(copies: readonly Copy[]) {
    for (const copy of copies) {
      if (copy.seq === this.base) this.base -= 1;
      if (copy.seq > this.base) this.known.put(copy);
    }
  }

  /** Shows these messages, which have no gap, in place of its own. */
  reset(copies: readonly Copy[], atEnd: boolean) {
    const before = this.end;
    this.base = copies.length ? Math.min(...copies.map(({ seq }) => seq - 1)) : 0;
    this.end = this.base + copies.length;
    copies.forEach(this.known.put);
    this.known.forget((seq) => seq <= this.base || (seq > this.end && seq <= before));
    this.atEnd = atEnd;
    this.loaded = true;
    this.saw(this.end);
    if (atEnd) this.#follow();
  }

  /** Notes that a message with this number exists. */
  saw(seq: number) {
    this.last = Math.max(this.last, seq);
  }

  /** Drops its oldest messages, down to `most`. */
  cut(most: number) {
    this.base = Math.max(this.base, this.end - most);
    this.known.forget((seq) => seq <= this.base);
  }

  /** Moves the end over the messages known beyond it. */
  #follow() {
    while (this.known.get(this.end + 1)) this.end += 1;
    this.atEnd ||= this.end >= this.last;
  }
}
