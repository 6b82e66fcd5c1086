import type { Entry } from "@roomcast/client";

/** What the list is given: entries, and whether their head has moved since the last time. */
export interface Step {
  entries: readonly Entry[];
  shift: boolean;
  /** Whether more is to be shown at once afterwards. */
  partial: boolean;
}

/** Where an entry is in a list that is ordered like the one it comes from; -1 where it is not. */
function placeOf(entry: Entry | undefined, entries: readonly Entry[]): number {
  if (!entry) return -1;
  const first = entries[0];
  if (entry.kind === "sent" && first?.kind === "sent") {
    const at = entry.message.seq - first.message.seq;
    if (entries[at]?.key === entry.key) return at;
  }
  return entries.findIndex((other) => other.key === entry.key);
}

/**
 * The step from one list to the next. A list that keeps its place counts from its end while the head
 * moves, so head and tail may not change in the same step.
 */
export function nextStep(before: readonly Entry[], now: readonly Entry[]): Step {
  const whole = { entries: now, shift: false, partial: false };
  if (before.length === 0 || now.length === 0 || before[0]?.key === now[0]?.key) return whole;
  const added = placeOf(before[0], now);
  if (added > 0) {
    const entries = now.slice(0, added + before.length);
    return {
      entries: entries.length < now.length ? entries : now,
      shift: true,
      partial: entries.length < now.length,
    };
  }
  const dropped = placeOf(now[0], before);
  return { ...whole, shift: dropped > 0 && before.length - dropped === now.length };
}

export const messageAt = (entries: readonly Entry[], id: number) =>
  entries.findIndex((entry) => entry.kind === "sent" && entry.message.id === id);

/** The newest message of the server. */
export function newest(entries: readonly Entry[]) {
  for (let at = entries.length - 1; at >= 0; at -= 1) {
    const entry = entries[at];
    if (entry?.kind === "sent") return entry.message;
  }
  return undefined;
}
