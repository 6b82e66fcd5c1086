import { MAX_CHANGES, MAX_EARLY } from "../limits.js";
import type { Message } from "../types/wire.js";
import { type Copy, erased, laterCopy, plain } from "./copies.js";

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
  /** The latest copy of each known message, by number. */
  #known = new Map<number, Message>();
  /** Edits and deletions by number: a page that was read before them may still arrive. */
  #changes = new Map<number, (message: Message) => Message>();
  /** The messages that `messages` returned last; null after a change. */
  #shown: Message[] | null = null;

  /** The messages `base + 1` to `end`. Callers must not change the array. */
  messages(): readonly Message[] {
    this.#shown ??= Array.from(
      { length: this.end - this.base },
      (_, at) => this.#known.get(this.base + 1 + at) as Message,
    );
    return this.#shown;
  }

  find(id: number): Message | undefined {
    return this.messages().find((message) => message.id === id);
  }

  /** Whether it follows the newest messages but lacks some. */
  behind(): boolean {
    return this.atEnd && this.loaded && this.end < this.last;
  }

  /**
   * Takes messages in any order. Shows those that follow its end if `following`, by default if attached; attaches if
   * that leads to the newest message.
   */
  add(copies: readonly Copy[], following = this.atEnd) {
    const most = MAX_EARLY + this.end - this.base;
    for (const copy of copies) {
      const { seq } = copy;
      this.saw(seq);
      // A message that is not followed is read when it is shown: it may have changed by then.
      const isEarly = following && seq > this.end && this.#known.size < most;
      if (isEarly || this.#known.get(seq)) this.#put(copy);
    }
    if (this.loaded && following) this.#follow();
  }

  /** Takes the messages before it, newest first. */
  prepend(copies: readonly Copy[]) {
    for (const copy of copies) {
      if (copy.seq === this.base) this.base -= 1;
      if (copy.seq > this.base) this.#put(copy);
    }
  }

  /** Shows these messages, which have no gap, in place of its own. */
  reset(copies: readonly Copy[], atEnd: boolean) {
    const before = this.end;
    this.base = copies.length ? Math.min(...copies.map(({ seq }) => seq - 1)) : 0;
    this.end = this.base + copies.length;
    for (const copy of copies) this.#put(copy);
    this.#forget((seq) => seq <= this.base || (seq > this.end && seq <= before));
    this.#shown = null;
    this.atEnd = atEnd;
    this.loaded = true;
    this.saw(this.end);
    if (atEnd) this.#follow();
  }

  /** Notes that a message with this number exists. */
  saw(seq: number) {
    this.last = Math.max(this.last, seq);
  }

  /** Applies an edit to a message, now or when it is read. */
  change(copy: Copy) {
    this.#amend(copy.seq, (message) => laterCopy(message, plain(copy)));
  }

  /** Applies a deletion to a message, now or when it is read. */
  erase(seq: number) {
    this.#amend(seq, erased);
  }

  /** Drops its oldest messages, down to `most`. */
  cut(most: number) {
    this.base = Math.max(this.base, this.end - most);
    this.#forget((seq) => seq <= this.base);
    this.#shown = null;
  }

  /** Moves the end over the messages known beyond it. */
  #follow() {
    while (this.#known.get(this.end + 1)) this.end += 1;
    this.atEnd ||= this.end >= this.last;
    this.#shown = null;
  }

  /** Takes a copy; keeps the one that is there if it is later. */
  #put(copy: Copy) {
    const { seq } = copy;
    const here = this.#known.get(seq);
    const read = plain(copy);
    const message = this.#changes.get(seq)?.(read) ?? read;
    const later = here ? laterCopy(here, message) : message;
    this.#known.set(seq, later);
    if (here !== later && seq <= this.end) this.#shown = null;
  }

  #amend(seq: number, change: (message: Message) => Message) {
    const changes = this.#changes;
    const before = changes.get(seq);
    if (changes.size > MAX_CHANGES) changes.clear();
    changes.set(seq, before ? (message) => change(before(message)) : change);
    const here = this.#known.get(seq);
    if (here) this.#put(here);
  }

  /** Forgets the messages whose numbers `drop` selects. */
  #forget(drop: (seq: number) => boolean) {
    for (const seq of this.#known.keys()) if (drop(seq)) this.#known.delete(seq);
  }
}
