import type { Entry, LocalEntry, SentEntry, Timeline } from "./types.js";
import type { MessageWindow } from "./window.js";
import type { Message } from "./wire.js";

const entries = new WeakMap<Message, SentEntry>();

/** The entry of a message: the same one for the same object. */
function entryOf(message: Message): SentEntry {
  const entry: SentEntry = entries.get(message) ?? {
    kind: "sent",
    key: message.client_message_id ?? String(message.id),
    message,
  };
  entries.set(message, entry);
  return entry;
}

export const EMPTY: Timeline = { entries: [], hasOlder: false, hasNewer: false, firstUnreadId: null };

/** Sent messages in order, then local ones; the timeline before where nothing is different. */
export function composeTimeline(
  before: Timeline,
  window: MessageWindow,
  locals: readonly LocalEntry[],
  firstUnreadId: number | null,
): Timeline {
  const all: Entry[] = window.messages().map(entryOf);
  if (window.attached()) all.push(...locals);
  const hasOlder = window.base() > 0;
  const hasNewer = !window.attached();
  const same =
    before.hasOlder === hasOlder &&
    before.hasNewer === hasNewer &&
    before.firstUnreadId === firstUnreadId &&
    before.entries.length === all.length &&
    before.entries.every((entry, at) => entry === all[at]);
  return same ? before : { entries: all, hasOlder, hasNewer, firstUnreadId };
}
