import type { Entry } from "@roomcast/client";
import { newest } from "../entries.ts";

/** The virtual list takes over the rows of a tail that is longer. */
const MAX_ROWS = 100;

/** A list in two parts. */
export interface Split {
  entries: readonly Entry[];
  /** What the virtual list renders. */
  head: readonly Entry[];
  /** What stands behind it in normal flow; messages between the two may be left out. Empty if the list is whole. */
  tail: readonly Entry[];
  /** Whether the beginning of the head has moved since the split before. */
  shift: boolean;
}

interface Now {
  /** Whether the beginning of the entries has moved. */
  shift: boolean;
  /** Whether the list follows its end, and the reader leaves it alone. */
  follows: boolean;
  /** The number of rows that fill the screen. */
  rows: number;
}

/** A list that is not split. */
export const whole = (entries: readonly Entry[], shift = false): Split => ({
  entries,
  head: entries,
  tail: [],
  shift,
});

/** Whether a list in two parts leaves messages out. */
export const leavesOut = ({ head, tail }: Pick<Split, "head" | "tail">) =>
  seqOf(tail[0]) > lastSeqOf(head) + 1;

const seqOf = (entry: Entry | undefined) => (entry?.kind === "sent" ? entry.message.seq : Number.NaN);
const lastSeqOf = (entries: readonly Entry[]) => newest(entries)?.seq ?? 0;

/**
 * The split after the split before. A list that follows its end leaves its head as it is and shows what arrives behind
 * it: new rows that a virtual list has to measure and to place take it several times as long.
 */
export function nextSplit(before: Split, entries: readonly Entry[], { shift, follows, rows }: Now): Split {
  const isSplit = before.tail.length > 0;
  if (entries === before.entries) return follows || !isSplit ? before : whole(entries);
  const first = seqOf(entries[0]);
  const last = lastSeqOf(entries);
  const lastOfHead = lastSeqOf(before.head);
  const end = before.entries.at(-1);
  // An unsent message at the end of the virtual list stays there until it is sent: it may be in use.
  const mayBegin = end?.kind !== "local" && end?.key !== entries.at(-1)?.key;
  if (!follows || !(isSplit || mayBegin) || !(first <= lastOfHead)) return whole(entries, shift);
  // Rows that stay must not move, so all are replaced, or none.
  const fill = last - rows + 1;
  const next = lastOfHead + 1;
  const from = fill > lastSeqOf(before.entries) ? fill : seqOf(before.tail[0]) || next;
  const tail = entries.slice(from - first);
  if (tail.length === 0 || tail.length > MAX_ROWS) return whole(entries, shift);
  const head = entries.slice(0, next - first);
  const isSame = head.length === before.head.length && head.every((entry, at) => entry === before.head[at]);
  return { entries, head: isSame ? before.head : head, tail, shift };
}
