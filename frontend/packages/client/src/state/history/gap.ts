import { MESSAGES_PAGE_MAX as CHUNK } from "../../generated/facts.js";
import { GAP_PATIENCE_MS, MAX_GAP } from "../../limits.js";
import type { Environment } from "../../types/environment.js";
import type { Reader } from "./reader.js";
import type { MessageWindow } from "./window.js";

/** Makes the functions that fill the gap between the last message shown and the newest one. */
export function createGap(env: Environment, window: MessageWindow, reader: Reader, show: () => void) {
  /** Cancels the filling that is due. */
  let cancel: (() => void) | null = null;

  const fill = () => {
    if (window.behind()) reader.insist(readOn);
  };

  /** Reads on until there is no gap, or nothing new comes. */
  const readOn = async () => {
    while (reader.isOpen() && window.behind()) {
      const { end, last } = window;
      if (last - end > MAX_GAP) return reader.showNewest();
      window.add(await reader.read({ after: window.messages().at(-1)?.id ?? 0, limit: CHUNK }));
      show();
      if (window.end === end) return;
    }
  };

  return {
    fill,
    /** Fills the gap if it is still there after a moment: messages may arrive out of order. */
    fillSoon() {
      if (!reader.isOpen() || !window.behind()) return;
      cancel ??= env.after(GAP_PATIENCE_MS, () => {
        cancel = null;
        fill();
      });
    },
    close() {
      cancel?.();
      cancel = null;
    },
  };
}
