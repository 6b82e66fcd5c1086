import { MARK_EVERY_MS } from "../limits.js";
import type { Environment } from "../types/environment.js";

/**
 * Makes the functions that send read marks, at most one in a while.
 *
 * @param tell tells the server that everything up to a message is read
 */
export function createReadMarks(env: Pick<Environment, "after" | "now">, tell: (messageId: number) => void) {
  /** The message up to which a mark waits to be sent; 0 if none does. */
  let waiting = 0;
  let sentAt = 0;
  let cancel: (() => void) | null = null;

  /** Sends the mark that waits, if there is one. */
  const send = () => {
    cancel?.();
    cancel = null;
    if (!waiting) return;
    tell(waiting);
    waiting = 0;
    sentAt = env.now();
  };
  return {
    send,
    /** Sends a mark, now or in a while, in the place of the one that waits. */
    add(messageId: number) {
      waiting = messageId;
      const ms = sentAt + MARK_EVERY_MS - env.now();
      if (ms <= 0) send();
      else cancel ??= env.after(ms, send);
    },
  };
}
