import type { Entry } from "@roomcast/client";

/** Messages of one sender that follow each other within this time stand together. */
const GROUP_MS = 300_000;

const dates = new WeakMap<Entry, Date>();

export function createdAt(entry: Entry): Date {
  let date = dates.get(entry);
  if (!date) {
    date = new Date(entry.kind === "sent" ? entry.message.created_at : entry.createdAt);
    dates.set(entry, date);
  }
  return date;
}

const isSystem = (entry: Entry) => entry.kind === "sent" && entry.message.message_type === "system";

/** Local entries are one's own; so is a sent one that carries the client's id. */
const isOwn = (entry: Entry) => entry.kind === "local" || entry.message.client_message_id !== undefined;

/** Whether an entry goes on where the one before it ended. */
export function inGroup(before: Entry | undefined, entry: Entry): boolean {
  if (!before || isSystem(before) || isSystem(entry)) return false;
  const apart = createdAt(entry).getTime() - createdAt(before).getTime();
  if (Math.abs(apart) > GROUP_MS || createdAt(before).getDate() !== createdAt(entry).getDate()) return false;
  if (before.kind === "sent" && entry.kind === "sent")
    return before.message.sender.id === entry.message.sender.id;
  return isOwn(before) && isOwn(entry);
}
