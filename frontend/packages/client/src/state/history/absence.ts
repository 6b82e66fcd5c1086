import { MESSAGES_PAGE_MAX as CHUNK } from "../../generated/facts.js";
import { MAX_REREAD } from "../../limits.js";
import type { MessageQuery } from "../../types/rest.js";
import type { Reader } from "./reader.js";
import type { MessageWindow } from "./window.js";

/** Makes the functions that make good for an absence: edits and deletes are not replayed. */
export function createAbsence(window: MessageWindow, { read, insist }: Reader) {
  /** Stands for an absence whose newest chunk has not been read again yet. */
  let open: object | null = null;

  /** Reads a chunk of the shown messages again, then the older ones. */
  const rereadFrom = (query: MessageQuery, absence: object) =>
    insist(async () => {
      const messages = await read(query);
      window.add(messages);
      if (open === absence) open = null;
      const [first] = messages.sort((a, b) => a.seq - b.seq);
      if (!first || first.seq <= window.base + 1) return;
      const count = window.end - first.seq + 1;
      if (count < MAX_REREAD) rereadFrom({ before: first.id, limit: CHUNK }, absence);
      else window.cut(count);
    });

  return {
    /** Whether what is shown may be older than what the server has. */
    isOpen: () => !!open,
    /** Reads the shown messages again, newest first. */
    reread() {
      const last = window.messages().at(-1);
      open = {};
      const isNewest = window.atEnd || !last;
      rereadFrom(isNewest ? { page: 1, page_size: CHUNK } : { around: last.id, limit: CHUNK }, open);
    },
    /** Gives up. */
    close() {
      open = null;
    },
  };
}
