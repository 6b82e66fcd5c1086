import type { Entry, LocalEntry, SentEntry, Timeline } from "../types/timeline.js";
import type { Message } from "../types/wire.js";
import type { MessageWindow } from "./history/window.js";

const entries = new WeakMap<Message, SentEntry>();

/** The entry of a message: always the same object for the same message object. */
function entryOf(message: Message): SentEntry {
  let entry = entries.get(message);
  if (!entry) {
    entry = { kind: "sent", key: message.client_message_id ?? String(message.id), message };
    entries.set(message, entry);
  }
  return entry;
}

/** The timeline of a room that is not loaded. */
export const EMPTY: Timeline = { entries: [], hasOlder: false, hasNewer: false, firstUnreadId: null };

/** A timeline of sent messages in order, then local ones. Returns `before` if nothing is different. */
export function composeTimeline(
  before: Timeline,
  window: MessageWindow,
  locals: readonly LocalEntry[],
  firstUnreadId: number | null,
): Timeline {
  const all: Entry[] = window.messages().map(entryOf);
  if (window.atEnd) all.push(...locals);
  const hasOlder = window.base > 0;
  const hasNewer = !window.atEnd;
  const same =
    before.hasOlder === hasOlder &&
    before.hasNewer === hasNewer &&
    before.firstUnreadId === firstUnreadId &&
    before.entries.length === all.length &&
    before.entries.every((entry, at) => entry === all[at]);
  return same ? before : { entries: all, hasOlder, hasNewer, firstUnreadId };
}
