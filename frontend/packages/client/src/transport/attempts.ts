import type { ChatError } from "../error.js";
import type { LinkState } from "../types/chat.js";
import type { Environment } from "../types/environment.js";
import { backOffMs } from "./retry.js";

/** The attempts of a link to connect. */
export type Attempts = ReturnType<typeof createAttempts>;

/** Counts the attempts to connect that fail; `retry` is called when another one is due. */
export function createAttempts(env: Environment, retry: () => void) {
  /** Failures since the last success. */
  let failures = 0;
  /** The number of the attempt that counts. */
  let last = 0;
  let cancel = () => {};
  return {
    failures: () => failures,
    /** Begins another attempt, or a time without any. Returns a function that tells whether it is still the last one. */
    begin() {
      const attempt = ++last;
      cancel();
      return () => attempt === last;
    },
    succeeded() {
      failures = 0;
    },
    /** Makes another attempt due: after a back-off, or `atOnce` if it is the first failure. Returns the state to show. */
    failed(cause: ChatError, atOnce?: boolean): LinkState {
      const ms = atOnce && !failures ? 0 : backOffMs(env, failures, cause);
      failures += 1;
      cancel = env.after(ms, retry);
      if (!env.online()) return { at: "offline" };
      return { at: "waiting", attempt: failures, retryAt: env.now() + ms, cause };
    },
  };
}
