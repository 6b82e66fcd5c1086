import type { MessageWindow } from "../state/history/window.js";
import type { Outbox } from "../state/outbox/outbox.js";
import type { LocalEntry } from "../types/timeline.js";
import type { Message } from "../types/wire.js";

/** The messages of one room that were sent from here, until the window shows them. */
export type OwnMessages = ReturnType<typeof createOwnMessages>;

/** Follows the messages of one room that were sent from here, until the window shows them. */
export function createOwnMessages(outbox: Outbox, room: number, window: MessageWindow) {
  /** The keys of messages that the server has. */
  const stored = new Set<string>();
  /** The entries of messages that the server has but the window does not show yet, by number. */
  const held = new Map<number, LocalEntry>();

  return {
    /** Takes over that the server has a message: its local entry leaves the outbox. */
    end({ client_message_id: key, seq }: Message) {
      if (!key) return;
      stored.add(key);
      const entry = outbox.end(key);
      if (entry && seq > window.end) held.set(seq, { ...entry, state: "sending" });
    },

    /** The entries to show after the messages of the window. */
    entries(): LocalEntry[] {
      for (const seq of held.keys()) if (seq <= window.end) held.delete(seq);
      return [...held.values(), ...outbox.entries(room).filter(({ key }) => !stored.has(key))];
    },
  };
}
