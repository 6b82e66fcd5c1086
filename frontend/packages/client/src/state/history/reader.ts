import { HISTORY_PAGE } from "../../limits.js";
import { retryWhile } from "../../transport/retry.js";
import type { Transport } from "../../transport/transport.js";
import type { MessageQuery } from "../../types/rest.js";
import type { Message, RestMessage } from "../../types/wire.js";
import { createQueue } from "./queue.js";
import type { MessageWindow } from "./window.js";

/** What a history reports to its room. */
export interface HistoryEvents {
  /** Called with every message that is read, before it is shown. */
  read(message: Message): void;
  /** Something that is shown has changed. */
  show(): void;
  /** The server refuses the reading for good. */
  gone(why: unknown): void;
}

/** What reads the messages of one room. */
export type Reader = ReturnType<typeof createReader>;

/** Makes what reads a room's messages into its window: one request at a time. */
export function createReader(
  { pauses, rest }: Transport,
  room: number,
  window: MessageWindow,
  events: HistoryEvents,
) {
  const queue = createQueue();
  /** Stands for one opening of the room; null while it is closed. */
  let opening: object | null = null;

  /** Does something after everything that was begun before. */
  const run = (act: () => Promise<void>) => queue(act).finally(events.show);

  const read = async (query: MessageQuery): Promise<RestMessage[]> => {
    const { messages, total } = await rest.listMessages(room, query);
    window.saw(total);
    messages.forEach(events.read);
    return messages;
  };

  return {
    run,
    read,
    isOpen: () => !!opening,
    open() {
      opening = {};
    },
    close() {
      opening = null;
    },
    showNewest: async () => window.reset(await read({ page: 1, page_size: HISTORY_PAGE }), true),
    /** Does something in the background, again and again until it succeeds or the room is closed. */
    insist(act: () => Promise<void>) {
      const here = opening;
      const isActive = () => !!here && here === opening;
      run(() => retryWhile(pauses, isActive, act)).catch((error) => isActive() && events.gone(error));
    },
  };
}
