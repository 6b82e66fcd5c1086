import type { Entry } from "@roomcast/client";
import { dateOf } from "../text/format.ts";

/** Messages of one sender stand together if they follow each other within this time. */
const GROUP_MS = 300_000;

const dates = new WeakMap<Entry, Date>();

/** When an entry was created; the same object for the same entry. */
export function createdAt(entry: Entry): Date {
  let date = dates.get(entry);
  if (!date) {
    date = dateOf(entry.kind === "sent" ? entry.message.created_at : entry.createdAt);
    dates.set(entry, date);
  }
  return date;
}

const isSystem = (entry: Entry) => entry.kind === "sent" && entry.message.message_type === "system";

/** Whether the reader wrote an entry: local entries, and sent ones that carry a client's id. */
const isOwn = (entry: Entry) => entry.kind === "local" || entry.message.client_message_id !== undefined;

/** Whether an entry stands in one group with the entry before it. */
export function inGroup(before: Entry | undefined, entry: Entry): boolean {
  if (!before || isSystem(before) || isSystem(entry)) return false;
  const apart = createdAt(entry).getTime() - createdAt(before).getTime();
  if (Math.abs(apart) > GROUP_MS || createdAt(before).getDate() !== createdAt(entry).getDate()) return false;
  if (before.kind === "sent" && entry.kind === "sent")
    return before.message.sender?.id === entry.message.sender?.id;
  return isOwn(before) && isOwn(entry);
}
