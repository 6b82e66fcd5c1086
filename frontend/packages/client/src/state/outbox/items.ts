import type { StoredEntry } from "../../types/storage.js";
import type { LocalEntry, LocalKey } from "../../types/timeline.js";
import { type Item, itemOf } from "./item.js";

/** The unsent messages that are shown. */
export type Items = ReturnType<typeof createItems>;

/** Keeps the unsent messages of all rooms; `onChange` is called with the room whose messages have changed. */
export function createItems(onChange: (room: number) => void) {
  const all = new Map<LocalKey, Item>();
  /** The latest time of an item. */
  let newest = 0;

  /** The items of a room in the order of sending. */
  const of = (room: number) =>
    [...all.values()]
      .filter(({ stored }) => stored.room === room)
      .sort((a, b) => a.stored.createdAt - b.stored.createdAt);

  return {
    get: (key: LocalKey) => all.get(key),
    of,
    /** The first item of a room that waits to be sent. */
    firstQueued: (room: number) => of(room).find(({ entry }) => entry.state === "queued"),
    /** A time for another item, `now` or a little later. No two items have the same: it is their order. */
    nextTime: (now: number) => Math.max(now, newest + 1),
    /** Adds the item of a message that is stored, or about to be. */
    add(stored: StoredEntry): Item {
      const item = itemOf(stored);
      all.set(stored.key, item);
      newest = Math.max(newest, stored.createdAt);
      onChange(stored.room);
      return item;
    },
    /** Changes how an item is shown. */
    show(item: Item, change: Partial<LocalEntry>) {
      item.entry = { ...item.entry, progress: undefined, error: undefined, ...change };
      onChange(item.stored.room);
    },
    /** Takes an item out of sight; it stays stored. */
    drop({ stored, over }: Item) {
      all.delete(stored.key);
      over.abort();
      onChange(stored.room);
    },
  };
}
