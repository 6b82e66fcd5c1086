import type { Environment } from "../types/environment.js";

/** Calls that are due, each under a name. */
export type Timers = ReturnType<typeof createTimers>;

/** Makes a set of timers that end together. */
export function createTimers(env: Pick<Environment, "after">) {
  const cancels: Record<string, () => void> = {};
  let isOver = false;
  const cancel = (name: string) => cancels[name]?.();
  return {
    cancel,
    /** Calls `fn` after `ms`, instead of the call that was due under this name. */
    set(name: string, ms: number, fn: () => void) {
      cancel(name);
      if (!isOver) cancels[name] = env.after(ms, fn);
    },
    /** Cancels all calls, and takes no further ones. */
    end() {
      isOver = true;
      for (const name in cancels) cancel(name);
    },
  };
}
