import { ChatError } from "./error.js";
import type { Environment } from "./types.js";

const FIRST_MS = 500;
const MOST_MS = 30_000;

/** Full jitter: anything from 0 to 0.5 s · 2^attempt, at most 30 s, but not before the server allows. */
export function backOffMs(env: Environment, attempt: number, cause?: ChatError): number {
  const most = Math.min(MOST_MS, FIRST_MS * 2 ** Math.min(attempt, 10));
  return Math.max(env.random() * most, cause?.retryAfterMs ?? 0);
}

export function sleep(env: Environment, ms: number): Promise<void> {
  return new Promise((resolve) => void env.after(ms, resolve));
}

/** Tries while it may help and `active`. */
export async function persist<T>(env: Environment, active: () => boolean, act: () => Promise<T>): Promise<T> {
  for (let attempt = 0; ; attempt += 1) {
    try {
      return await act();
    } catch (error) {
      if (!(error instanceof ChatError && error.retryable && active())) throw error;
      await sleep(env, backOffMs(env, attempt, error));
      if (!active()) throw error;
    }
  }
}
