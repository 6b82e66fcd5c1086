import type { Outbox } from "../state/outbox.js";
import type { MessageWindow } from "../state/window.js";
import type { LocalEntry } from "../types/timeline.js";
import type { Message } from "../types/wire.js";

/** The messages of one room that were sent from here, until the window shows them. */
export class OwnMessages {
  #outbox: Outbox;
  #room: number;
  #window: MessageWindow;
  /** The keys of messages that the server has. */
  #stored = new Set<string>();
  /** The entries of messages that the server has but the window does not show yet, by number. */
  #held = new Map<number, LocalEntry>();

  constructor(outbox: Outbox, room: number, window: MessageWindow) {
    this.#outbox = outbox;
    this.#room = room;
    this.#window = window;
  }

  /** Takes over that the server has a message: its local entry leaves the outbox. */
  settle({ client_message_id: key, seq }: Message) {
    if (!key) return;
    this.#stored.add(key);
    const entry = this.#outbox.settle(key);
    if (entry && seq > this.#window.end) this.#held.set(seq, { ...entry, state: "sending" });
  }

  /** The entries to show after the messages of the window. */
  entries(): LocalEntry[] {
    const held = this.#held;
    for (const seq of held.keys()) if (seq <= this.#window.end) held.delete(seq);
    const waiting = this.#outbox.entries(this.#room).filter(({ key }) => !this.#stored.has(key));
    return [...held.values(), ...waiting];
  }
}
