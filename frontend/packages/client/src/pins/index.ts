/** The pins of rooms: a part of its own, which a page loads when it shows them. */
import { batch, cell } from "../cell.js";
import { createFrameWatch } from "../room/frame-watch.js";
import { share } from "../share.js";
import { plain } from "../state/history/copies.js";
import type { Chat } from "../types/chat.js";
import type { Pin, PinsState, RoomPins } from "../types/pins.js";
import type { Room } from "../types/room.js";
import type { Message, ServerFrame } from "../types/wire.js";

export type * from "../types/pins.js";
export type { Readable } from "../types/readable.js";

/** Reads of the pins after which an older answer than the frames is taken: the server was set back. */
const MAX_READS = 3;

const made = new WeakMap<Room, RoomPins>();
const soon = batch(queueMicrotask);

/** Gives the pins of a room; always the same object. */
export function pinsOf(chat: Chat, id: number): RoomPins {
  const room = chat.room(id);
  const pins = made.get(room) ?? createPins(chat, room);
  made.set(room, pins);
  return pins;
}

function createPins({ rest }: Chat, room: Room): RoomPins {
  const state = cell<PinsState>({ version: -1, messageIds: [], pins: [], loaded: false }, soon);

  const read = share(async () => {
    for (let reads = 1; ; reads += 1) {
      const { version, pins } = await rest.listPins(room.id);
      if (version < state.get().version && reads < MAX_READS) continue;
      return state.set({ version, pins, messageIds: pins.map(({ message }) => message.id), loaded: true });
    }
  });

  /** Shows the pins of these messages, as far as they are known. */
  const show = (version: number, messageIds: readonly number[]) => {
    const now = state.get();
    const known = new Map(now.pins.map((pin) => [pin.message.id, pin]));
    const pins = messageIds.flatMap((id) => known.get(id) ?? []);
    state.set({ ...now, version, messageIds, pins });
    if (pins.length < messageIds.length) read().catch(() => {});
  };

  /** Takes a state of the pins: the greatest version wins. */
  const take = (version: number, messageIds: readonly number[]) => {
    if (version > state.get().version) show(version, messageIds);
  };

  const edit = (message: Message) => {
    const now = state.get();
    const changed = (pin: Pin) =>
      pin.message.id === message.id ? { ...pin, message: { ...pin.message, ...message } } : pin;
    if (now.messageIds.includes(message.id)) state.set({ ...now, pins: now.pins.map(changed) });
  };

  const onFrame = (frame: ServerFrame) => {
    const { version, messageIds } = state.get();
    if (frame.type === "pins_updated") take(frame.version, frame.message_ids);
    if (frame.type === "message_updated") edit(plain(frame.message));
    if (frame.type === "message_deleted" && messageIds.includes(frame.message_id))
      show(
        version,
        messageIds.filter((id) => id !== frame.message_id),
      );
  };

  return {
    ...state,
    read,
    watch: createFrameWatch(room, onFrame, () => read().catch(() => {})),
    async pin(id, on) {
      const { version, message_ids } = await rest.pinMessage(id, on);
      take(version, message_ids);
    },
  };
}
