import type { Entry, Message } from "@roomcast/client";
import type { VirtualizerHandle } from "virtua";
import type { ScrollBox } from "./place/following.ts";
import type { Split } from "./place/split.ts";

/** The messages at the top and at the end of what is on the screen. */
export interface Visible {
  first: Message;
  last: Message;
}

type Offsets = Pick<VirtualizerHandle, "findItemIndex" | "getItemOffset" | "getItemSize">;

/** Rows count as visible if less than this much of their end is hidden, in pixels. */
const HIDDEN_PX = 24;

const messagesOf = (entries: readonly Entry[]) =>
  entries.flatMap((entry) => (entry.kind === "sent" ? [entry.message] : []));

/** The messages that the server has among the visible rows; null if there are none. */
export function visibleMessages(list: Offsets, box: ScrollBox, entries: readonly Entry[]): Visible | null {
  const bottom = box.scrollTop + box.clientHeight;
  const from = list.findItemIndex(box.scrollTop);
  let to = Math.min(entries.length - 1, list.findItemIndex(bottom));
  if (to > from && list.getItemOffset(to) + list.getItemSize(to) > bottom + HIDDEN_PX) to -= 1;
  const messages = messagesOf(entries.slice(from, to + 1));
  const first = messages[0];
  const last = messages.at(-1);
  return first && last ? { first, last } : null;
}

/** Like `visibleMessages`, for a list in two parts that is at its end. */
export function visibleAtEnd(
  list: Offsets,
  box: Element,
  { head, tail }: Pick<Split, "head" | "tail">,
): Visible | null {
  const { top } = box.getBoundingClientRect();
  const rows = [...(box.lastElementChild?.children ?? [])].map((row) => row.getBoundingClientRect());
  const inHead = rows[0] && rows[0].top > top ? visibleMessages(list, box, head) : null;
  const inTail = messagesOf(tail.slice(rows.filter(({ bottom }) => bottom <= top).length));
  const first = inHead?.first ?? inTail[0];
  const last = inTail.at(-1) ?? inHead?.last;
  return first && last ? { first, last } : null;
}
