import { CONNECTING_MS } from "../../limits.js";
import type { Transport } from "../../transport/transport.js";
import { createAbsence } from "./absence.js";
import type { Copy } from "./copies.js";
import { createGap } from "./gap.js";
import { createMoves } from "./moves.js";
import type { IsMe } from "./own-reactions.js";
import { createReader, type HistoryEvents } from "./reader.js";
import { MessageWindow } from "./window.js";

/** The messages of one room. */
export type History = ReturnType<typeof createHistory>;

/** Creates the messages of one room: those that are shown, and what reads them and keeps them complete. */
export function createHistory(transport: Transport, room: number, events: HistoryEvents, isMe: IsMe) {
  const { env, link } = transport;
  const { show } = events;
  const window = new MessageWindow(isMe);
  const reader = createReader(transport, room, window, events);
  const gap = createGap(env, window, reader, show);
  const absence = createAbsence(window, reader);
  /** Ends the wait of the first page for the connection; null if it does not wait. */
  let connected: (() => void) | null = null;

  return {
    window,
    moves: createMoves(window, reader),
    /** Reads the first page, or goes on with what is there. */
    start() {
      reader.open();
      if (window.loaded) return;
      reader.insist(async () => {
        // Meanwhile the messages around another one may have been shown.
        if (window.loaded) return;
        // A link that is live brings a room within one round trip; one that has to connect takes several.
        await new Promise<void>((resolve) => {
          connected = resolve;
          env.after(link.live() ? CONNECTING_MS : 0, resolve);
        });
        connected = null;
        await reader.showNewest();
      });
    },
    close() {
      gap.close();
      absence.close();
      reader.close();
    },
    /** Notes that everything arrives from here on; before, there was a time when it did not. */
    live(lastSeq: number) {
      window.saw(lastSeq);
      (connected ?? absence.reread)();
      gap.fill();
      show();
    },
    /** The id of the message after which a connection should replay; undefined for no replay. */
    since: () => (window.loaded && window.atEnd ? (window.messages().at(-1)?.id ?? 0) : undefined),
    /** Whether everything shown is as the server has it, provided that the connection is live. */
    current: () => window.loaded && !absence.isOpen() && !window.behind(),
    /** Takes messages that have arrived. */
    take(copies: readonly Copy[]) {
      window.add(copies);
      gap.fillSoon();
      show();
    },
    /** Notes that a message with this number exists. A gap before it is filled soon. */
    expect(seq: number) {
      window.saw(seq);
      gap.fillSoon();
    },
  };
}
