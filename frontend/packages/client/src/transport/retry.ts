import type { ChatError } from "../error.js";
import { BACK_OFF_GROWTH, FIRST_BACK_OFF_MS, MAX_BACK_OFF_MS } from "../limits.js";
import type { Environment } from "../types/environment.js";

/** A wait with full jitter: from 0 to 0.5 s · 1.4^attempt, at most 30 s, but not less than the server asks for. */
export function backOffMs(env: Environment, attempt: number, cause?: ChatError): number {
  const most = Math.min(MAX_BACK_OFF_MS, FIRST_BACK_OFF_MS * BACK_OFF_GROWTH ** attempt);
  return Math.max(env.random() * most, cause?.retryAfterMs ?? 0);
}

/** The waits before further attempts of everything in one chat. */
export interface Pauses {
  /** Resolves after a back-off. After a 401 only another token helps: then when woken. */
  pause(attempt: number, cause: ChatError): Promise<void>;
  /** Ends all pauses except those that the server asked for. */
  wake(): void;
}

/** Makes the waits of one chat. */
export function createPauses(env: Environment): Pauses {
  const asleep = new Set<() => void>();
  return {
    pause: (attempt, cause) =>
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

/** Calls `act` until it succeeds, while its errors are retryable, or another token helps, and `isActive`. */
export async function retryWhile<T>(
  pauses: Pauses,
  isActive: () => boolean,
  act: () => Promise<T>,
): Promise<T> {
  for (let attempt = 0; ; attempt += 1) {
    try {
      return await act();
    } catch (error) {
      const problem = error as Partial<ChatError>;
      if (!(problem.retryable || problem.status === 401) || !isActive()) throw error;
      await pauses.pause(attempt, problem as ChatError);
      if (!isActive()) throw error;
    }
  }
}
