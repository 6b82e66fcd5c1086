import { MAX_CHANGES } from "../../limits.js";
import type { Message } from "../../types/wire.js";
import { type Copy, erased, laterCopy, plain } from "./copies.js";
import type { IsMe } from "./own-reactions.js";
import { createReactions } from "./reactions.js";

/** Keeps the latest copy of each message of a room that is known, by its number. */
export function createKnown(isMe: IsMe) {
  const copies = new Map<number, Message>();
  /** Edits and deletions by number: a page that was read before them may still arrive. */
  const changes = new Map<number, (message: Message) => Message>();

  /** The messages that `range` returned last, and the number before the first of them; null after a change. */
  let shown: Message[] | null = null;
  let from = 0;

  /** Keeps a copy or, if it is later, the one that is there; with the reactions as they are now. */
  const keep = (read: Message) => {
    const { seq } = read;
    const here = copies.get(seq);
    const message = changes.get(seq)?.(read) ?? read;
    const later = reactions.over(here ? laterCopy(here, message) : message);
    copies.set(seq, later);
    if (here !== later && shown?.[seq - from - 1]) shown = null;
  };

  const keepAgain = (seq: number) => {
    const here = copies.get(seq);
    if (here) keep(here);
  };
  const reactions = createReactions(isMe, (seq) => copies.get(seq), keepAgain);

  const amend = (seq: number, change: (message: Message) => Message) => {
    const before = changes.get(seq);
    if (changes.size > MAX_CHANGES) changes.clear();
    changes.set(seq, before ? (message) => change(before(message)) : change);
    keepAgain(seq);
  };

  return {
    reactions,
    /** Takes a copy; keeps the one that is there if it is later. */
    put(copy: Copy) {
      reactions.take(copy);
      keep(plain(copy));
    },
    get: (seq: number) => copies.get(seq),
    size: () => copies.size,
    /** The messages after number `base` up to `end`, which must be known. Callers must not change the array. */
    range(base: number, end: number): readonly Message[] {
      const length = end - base;
      if (!shown || from !== base || shown.length !== length) {
        shown = [];
        from = base;
        while (shown.length < length) shown.push(copies.get(base + shown.length + 1) as Message);
      }
      return shown;
    },
    /** Applies an edit to a message, now or when it is read. */
    change(copy: Copy) {
      reactions.take(copy);
      amend(copy.seq, (message) => laterCopy(message, plain(copy)));
    },
    /** Applies a deletion to a message, now or when it is read. */
    erase: (seq: number) => amend(seq, erased),
    /** Forgets the messages whose numbers `drop` selects. */
    forget(drop: (seq: number) => boolean) {
      for (const seq of copies.keys()) if (drop(seq)) copies.delete(seq);
    },
  };
}
