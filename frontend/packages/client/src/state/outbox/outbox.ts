import type { Transport } from "../../transport/transport.js";
import type { TabChannel } from "../../types/environment.js";
import type { LocalEntry, LocalKey, Outgoing } from "../../types/timeline.js";
import type { Message } from "../../types/wire.js";
import type { Session } from "../session.js";
import { createDelivery } from "./delivery.js";
import { createItems } from "./items.js";
import { createSaving } from "./saving.js";

/** The unsent messages of a chat. */
export type Outbox = ReturnType<typeof createOutbox>;

/**
 * Sends unsent messages: one at a time in each room, by whichever tab of the user comes first.
 *
 * @param onChange called with the room whose entries have changed
 * @param onSent called with the server's copy of a message sent from here
 */
export function createOutbox(
  transport: Transport,
  session: Session,
  onChange: (room: number) => void,
  onSent: (room: number, message: Message) => void,
) {
  const { env } = transport;
  /** The channel to the other tabs; undefined before the storage is open, null after the end. */
  let channel: TabChannel | null | undefined;
  const items = createItems(onChange);
  const saving = createSaving(session, (key) => channel?.postMessage(key));
  const { insert, reload, remove, close } = createDelivery(transport, session, items, saving, onSent);

  session.opened.then(({ name, entries }) => {
    if (channel === null) return;
    channel = env.broadcast(name, (key) => reload(key as LocalKey));
    for (const entry of entries) insert(entry);
  });

  /** Sends a message. Returns the key of its entry. */
  const send = (room: number, outgoing: Outgoing): LocalKey => {
    const key = env.uuid();
    saving.save(insert({ key, room, createdAt: items.nextTime(env.now()), outgoing }));
    return key;
  };

  return {
    send,
    /** The unsent messages of a room in the order of sending. */
    entries: (room: number): LocalEntry[] => items.of(room).map(({ entry }) => entry),
    /** Sends a failed message as a new one. */
    retry(key: LocalKey) {
      const item = items.get(key);
      if (item?.entry.state !== "failed") return;
      remove(item);
      send(item.stored.room, item.stored.outgoing);
    },
    /** Removes the entry of a message that the server has, or that is not wanted any more. Returns the entry. */
    end(key: LocalKey): LocalEntry | undefined {
      const item = items.get(key);
      if (item) remove(item);
      return item?.entry;
    },
    close() {
      close();
      channel?.close();
      channel = null;
    },
  };
}
