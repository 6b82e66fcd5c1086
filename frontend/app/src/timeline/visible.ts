import type { Entry, Message } from "@roomcast/client";
import type { VirtualizerHandle } from "virtua";
import type { ScrollBox } from "./place/following.ts";

/** The messages at the top and at the end of what is on the screen. */
export interface Visible {
  first: Message;
  last: Message;
}

type Offsets = Pick<VirtualizerHandle, "findItemIndex" | "getItemOffset" | "getItemSize">;

/** Rows count as visible if less than this much of their end is hidden, in pixels. */
const HIDDEN_PX = 24;

/** The messages that the server has among the visible rows; null if there are none. */
export function visibleMessages(list: Offsets, box: ScrollBox, entries: readonly Entry[]): Visible | null {
  const bottom = box.scrollTop + box.clientHeight;
  const from = list.findItemIndex(box.scrollTop);
  let to = Math.min(entries.length - 1, list.findItemIndex(bottom));
  if (to > from && list.getItemOffset(to) + list.getItemSize(to) > bottom + HIDDEN_PX) to -= 1;
  const messages = entries
    .slice(from, to + 1)
    .flatMap((entry) => (entry.kind === "sent" ? [entry.message] : []));
  const first = messages[0];
  const last = messages.at(-1);
  return first && last ? { first, last } : null;
}
