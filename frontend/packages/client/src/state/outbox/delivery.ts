import type { Transport } from "../../transport/transport.js";
import type { StoredEntry } from "../../types/storage.js";
import type { LocalKey } from "../../types/timeline.js";
import type { Message } from "../../types/wire.js";
import type { Session } from "../session.js";
import { createDraining } from "./draining.js";
import type { Item } from "./item.js";
import type { Items } from "./items.js";
import type { Saving } from "./saving.js";
import { createSending } from "./sending.js";

/** Makes the functions that bring items to the server; `onSent` is called with the server's copy of a message. */
export function createDelivery(
  transport: Transport,
  session: Session,
  items: Items,
  saving: Saving,
  onSent: (room: number, message: Message) => void,
) {
  let isClosed = false;
  const waiting = (room: number) => (isClosed ? undefined : items.firstQueued(room));

  /** Removes an item here and from the storage. */
  const remove = (item: Item) => {
    items.drop(item);
    saving.erase(item);
  };
  const send = createSending(transport, items, saving, (item, message) => {
    const { key, room } = item.stored;
    if (message) onSent(room, message);
    if (items.get(key) === item) remove(item);
  });
  const sendFirst = async (room: number) => {
    const item = waiting(room);
    if (!item) return;
    const { key } = item.stored;
    if (await item.saved) await reload(key);
    if (items.get(key) === item) return send(item);
  };
  const drain = createDraining(transport, session, (room) => !!waiting(room), sendFirst);

  /** Adds the item of a message that is stored, or about to be, and sends what waits in its room. */
  const insert = (stored: StoredEntry) => {
    const item = items.add(stored);
    drain(stored.room);
    return item;
  };
  /** Replaces an item by what is stored of it: another tab may have sent, discarded or added it. */
  const reload = async (key: LocalKey) => {
    const item = items.get(key);
    const stored = await saving.stored(key, item?.stored);
    if (item && stored && !stored.failed === !item.stored.failed) return;
    if (item) items.drop(item);
    if (stored) insert(stored);
  };
  return {
    insert,
    reload,
    remove,
    close() {
      isClosed = true;
    },
  };
}
