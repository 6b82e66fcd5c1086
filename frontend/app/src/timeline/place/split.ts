import type { Entry } from "@roomcast/client";
import { newest } from "../entries.ts";

/** What comes within this time of each other is a burst. More than the longest pause between two updates. */
export const BURST_MS = 2_000;
/** A list is split when so many messages come at once, twice in a burst. */
const SPLIT_MESSAGES = 5;
/** The virtual list takes over the rows of a tail that is longer. */
const MAX_ROWS = 100;

/** A list in two parts. */
export interface Split {
  entries: readonly Entry[];
  /** What the virtual list renders. */
  head: readonly Entry[];
  /** What stands behind it in normal flow; messages between the two may be left out. Empty unless in a burst. */
  tail: readonly Entry[];
  /** When many messages last came at once, in ms. */
  manyAt: number;
}

interface Now {
  now: number;
  /** Whether the list follows its end, and the reader leaves it alone. */
  follows: boolean;
  /** The number of rows that fill the screen. */
  rows(): number;
}

/** A list that is not split. */
export const whole = (entries: readonly Entry[], manyAt = Number.NEGATIVE_INFINITY): Split => ({
  entries,
  head: entries,
  tail: [],
  manyAt,
});

const seqOf = (entry: Entry | undefined) => (entry?.kind === "sent" ? entry.message.seq : Number.NaN);
const lastSeqOf = (entries: readonly Entry[]) => newest(entries)?.seq ?? 0;

/**
 * The split after the split before. A list that follows a burst leaves its head as it is and shows the last rows
 * behind it: new rows that a virtual list has to measure and to place take it twice the time.
 */
export function nextSplit(before: Split, entries: readonly Entry[], { now, follows, rows }: Now): Split {
  const isSplit = before.tail.length > 0;
  if (entries === before.entries && (follows || !isSplit)) return before;
  const first = seqOf(entries[0]);
  const last = lastSeqOf(entries);
  const lastBefore = lastSeqOf(before.entries);
  const lastOfHead = lastSeqOf(before.head);
  const areMany = last - lastBefore >= SPLIT_MESSAGES;
  const manyAt = areMany ? now : before.manyAt;
  const isBurst = isSplit || (areMany && now - before.manyAt < BURST_MS);
  if (!follows || !isBurst || !(first <= lastOfHead)) return whole(entries, manyAt);
  // Rows that stay must not move, so all are replaced, or none.
  const fill = last - rows() + 1;
  const from = fill > lastBefore ? fill : isSplit ? seqOf(before.tail[0]) : lastOfHead + 1;
  if (last < from || last - from >= MAX_ROWS) return whole(entries, manyAt);
  const head = entries.slice(0, lastOfHead - first + 1);
  const isSame = head.length === before.head.length && head.every((entry, at) => entry === before.head[at]);
  return { entries, head: isSame ? before.head : head, tail: entries.slice(from - first), manyAt };
}
