import { ChatError } from "./error.js";
import { BACK_OFF_FIRST_MS, BACK_OFF_MOST_MS } from "./limits.js";
import type { Environment } from "./types.js";

/** Full jitter: anything from 0 to 0.5 s · 2^attempt, at most 30 s, but not before the server allows. */
export function backOffMs(env: Environment, attempt: number, cause?: ChatError): number {
  const most = Math.min(BACK_OFF_MOST_MS, BACK_OFF_FIRST_MS * 2 ** Math.min(attempt, 10));
  return Math.max(env.random() * most, cause?.retryAfterMs ?? 0);
}

/** Waiting before another attempt. */
export interface Naps {
  /** Backs off. Without a good token nothing helps but another one: then until woken. */
  nap(attempt: number, cause: ChatError): Promise<void>;
  /** It may work now: wakes everybody but those whom the server told to wait. */
  wake(): void;
}

export function createNaps(env: Environment): Naps {
  const asleep = new Set<() => void>();
  return {
    nap: (attempt, cause) =>
      new Promise((resolve) => {
        const go = () => {
          asleep.delete(go);
          resolve();
        };
        if (cause.status !== 401) env.after(backOffMs(env, attempt, cause), go);
        if (!cause.retryAfterMs) asleep.add(go);
      }),
    wake() {
      for (const go of asleep) go();
    },
  };
}

/** Tries while it may help and `active`. */
export async function persist<T>(naps: Naps, active: () => boolean, act: () => Promise<T>): Promise<T> {
  for (let attempt = 0; ; attempt += 1) {
    try {
      return await act();
    } catch (error) {
      if (!(error instanceof ChatError && error.retryable && active())) throw error;
      await naps.nap(attempt, error);
      if (!active()) throw error;
    }
  }
}
