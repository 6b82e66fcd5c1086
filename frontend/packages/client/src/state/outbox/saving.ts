import type { StoredEntry } from "../../types/storage.js";
import type { LocalKey } from "../../types/timeline.js";
import type { Session } from "../session.js";
import type { Item } from "./item.js";

/** What stores the unsent messages. */
export type Saving = ReturnType<typeof createSaving>;

/** Makes what stores unsent messages; `written` is called with the key of an item that has been written. */
export function createSaving({ opened, report }: Session, written: (key: LocalKey) => void) {
  /** Writes to the storage after the item's earlier writes. */
  const write = async (item: Item, value: StoredEntry | undefined) => {
    const { key } = item.stored;
    const before = item.saved;
    item.saved = opened.then(async ({ storage }) => {
      await before;
      // A full disk or a private window: the message is sent all the same, but does not survive a reload.
      return storage.put(key, value).then(() => true, report);
    });
    if (await item.saved) written(key);
  };

  return {
    /** Stores what an item has become. */
    save(item: Item, change?: Partial<StoredEntry>): Promise<void> {
      item.stored = { ...item.stored, ...change };
      return write(item, item.stored);
    },
    /** Removes an item from the storage. */
    erase: (item: Item) => write(item, undefined),
    /** What is stored under a key; `otherwise` if that cannot be read. */
    stored: (key: LocalKey, otherwise: StoredEntry | undefined) =>
      opened.then(({ storage }) => storage.get(key)).catch(() => otherwise) as Promise<
        StoredEntry | undefined
      >,
  };
}
