import { HISTORY_PAGE } from "../../limits.js";
import { share } from "../../share.js";
import type { Reader } from "./reader.js";
import type { MessageWindow } from "./window.js";

/** Makes the functions of a `Room` that move through its history; each shares a call of it that is under way. */
export function createMoves(window: MessageWindow, { read, run, showNewest }: Reader) {
  const shared = (act: () => Promise<void>) => share(() => run(act));
  return {
    older: shared(async () => {
      const first = window.messages()[0];
      if (first && window.base) window.prepend(await read({ before: first.id, limit: HISTORY_PAGE }));
    }),
    newer: shared(async () => {
      const last = window.messages().at(-1);
      if (last && !window.atEnd) window.add(await read({ after: last.id, limit: HISTORY_PAGE }), true);
    }),
    around: (id: number) =>
      run(async () => {
        const messages = await read({ around: id, limit: HISTORY_PAGE });
        window.reset(messages, (messages.at(-1)?.seq ?? 0) >= window.last);
      }),
    latest: shared(async () => {
      if (!window.atEnd) await showNewest();
    }),
  };
}
