import type { Entry, Message } from "@roomcast/client";

/** The entries that a list renders next. */
interface Step {
  entries: readonly Entry[];
  /** Whether entries were added or removed at the head since the last step. */
  shift: boolean;
  /** Whether another step must follow at once. */
  partial: boolean;
}

/** Index of an entry in a later or earlier version of its list; -1 if it is not there. */
function indexOf(entry: Entry | undefined, entries: readonly Entry[]): number {
  if (!entry) return -1;
  const first = entries[0];
  if (entry.kind === "sent" && first?.kind === "sent") {
    const index = entry.message.seq - first.message.seq;
    if (entries[index]?.key === entry.key) return index;
  }
  return entries.findIndex((other) => other.key === entry.key);
}

/**
 * The step from one list to the next. While the head moves, a list that keeps its place counts from its end:
 * head and tail must not change in the same step.
 */
export function nextStep(before: readonly Entry[], now: readonly Entry[]): Step {
  const whole = { entries: now, shift: false, partial: false };
  if (before.length === 0 || now.length === 0 || before[0]?.key === now[0]?.key) return whole;
  const added = indexOf(before[0], now);
  if (added > 0) {
    const entries = now.slice(0, added + before.length);
    const partial = entries.length < now.length;
    return { entries: partial ? entries : now, shift: true, partial };
  }
  const dropped = indexOf(now[0], before);
  return { ...whole, shift: dropped > 0 && before.length - dropped === now.length };
}

/** Index of the entry with a message's id; -1 if it is not there. */
export const messageAt = (entries: readonly Entry[], id: number): number =>
  entries.findIndex((entry) => entry.kind === "sent" && entry.message.id === id);

/** The newest message that the server has. */
export function newest(entries: readonly Entry[]): Message | undefined {
  for (let index = entries.length - 1; index >= 0; index -= 1) {
    const entry = entries[index];
    if (entry?.kind === "sent") return entry.message;
  }
  return undefined;
}

/** The newest message of a sender that is not deleted. */
export function newestOf(entries: readonly Entry[], senderId: number | undefined): Message | undefined {
  const found = entries.findLast(
    (entry) => entry.kind === "sent" && entry.message.sender.id === senderId && !entry.message.is_deleted,
  );
  return found?.kind === "sent" ? found.message : undefined;
}

/** The id of the message after the read position: the ids of a room's messages have no gaps, and `any` is one of them. */
export const firstUnreadOf = (lastReadId: number | null, any: Message): number =>
  (lastReadId ?? any.id - any.seq) + 1;
