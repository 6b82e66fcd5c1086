import { LINGER_MS } from "../limits.js";
import type { Environment } from "../types/environment.js";

/**
 * Makes a reference-counted `watch` function: `open` runs at each call, `close` some time after the last release.
 * Each call returns the function that releases it.
 */
export function createWatch(env: Environment, open: () => void, close: () => void): () => () => void {
  const watchers = new Set<object>();
  let cancel = () => {};
  return () => {
    const watcher = {};
    watchers.add(watcher);
    cancel();
    open();
    return () => {
      if (watchers.delete(watcher) && !watchers.size) cancel = env.after(LINGER_MS, close);
    };
  };
}
