import type { Entry, Message } from "@roomcast/client";
import type { VirtualizerHandle } from "virtua";
import type { ScrollBox } from "./place/following.ts";
import type { Place } from "./place/usePlace.ts";

/** The messages at the top and at the end of what is on the screen. */
export interface Visible {
  first: Message;
  last: Message;
}

type Offsets = Pick<VirtualizerHandle, "findItemIndex" | "getItemOffset" | "getItemSize">;

/** Rows count as visible if less than this much of their end is hidden, in pixels. */
const HIDDEN_PX = 24;

/** The messages that the server has among the visible rows; null if there are none. The tail is all there is to see. */
export function visibleMessages(
  list: Offsets,
  box: ScrollBox,
  { entries, tail }: Pick<Place, "entries" | "tail">,
): Visible | null {
  const rows = tail.length > 0 ? tail : visibleRows(list, box, entries);
  const messages = rows.flatMap((entry) => (entry.kind === "sent" ? [entry.message] : []));
  const first = messages[0];
  const last = messages.at(-1);
  return first && last ? { first, last } : null;
}

function visibleRows(list: Offsets, box: ScrollBox, entries: readonly Entry[]): readonly Entry[] {
  const bottom = box.scrollTop + box.clientHeight;
  const from = list.findItemIndex(box.scrollTop);
  let to = Math.min(entries.length - 1, list.findItemIndex(bottom));
  if (to > from && list.getItemOffset(to) + list.getItemSize(to) > bottom + HIDDEN_PX) to -= 1;
  return entries.slice(from, to + 1);
}
