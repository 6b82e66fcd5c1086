import { MESSAGES_PAGE_MAX as CHUNK } from "../../generated/facts.js";
import { MAX_REREAD } from "../../limits.js";
import type { RestMessage } from "../../types/wire.js";
import type { Reader } from "./reader.js";
import type { MessageWindow } from "./window.js";

/** Makes the functions that make good for an absence: edits and deletes are not replayed. */
export function createAbsence(window: MessageWindow, { read, insist }: Reader) {
  /** Stands for an absence whose newest chunk has not been read again yet. */
  let open: object | null = null;

  /** Reads a chunk of the shown messages again, the newest or those before one, then the older ones. */
  const reread = (absence: object, before?: RestMessage) =>
    insist(async () => {
      // Asked for now: meanwhile another place may be shown.
      const last = window.messages().at(-1);
      const newest =
        last && !window.atEnd ? { around: last.id, limit: CHUNK } : { page: 1, page_size: CHUNK };
      const messages = await read(before ? { before: before.id, limit: CHUNK } : newest);
      window.add(messages);
      if (open === absence) open = null;
      const [first] = messages.sort((a, b) => a.seq - b.seq);
      if (!first || (first.seq > window.end && !window.atEnd) || first.seq <= window.base + 1) return;
      const count = window.end - first.seq + 1;
      if (count < MAX_REREAD) reread(absence, first);
      else window.cut(count);
    });

  return {
    /** Whether what is shown may be older than what the server has. */
    isOpen: () => !!open,
    /** Reads the shown messages again, newest first. */
    reread() {
      open = {};
      reread(open);
    },
    /** Gives up. */
    close() {
      open = null;
    },
  };
}
