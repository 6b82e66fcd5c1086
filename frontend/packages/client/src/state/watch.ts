import { LINGER_MS } from "../limits.js";
import type { Environment } from "../types/environment.js";

/**
 * Makes a reference-counted `watch` function: `open` runs at each call, `close` some time after the last release.
 * Each call returns the function that releases it.
 */
export function createWatch(env: Environment, open: () => void, close: () => void): () => () => void {
  let count = 0;
  let cancel = () => {};
  return () => {
    count += 1;
    cancel();
    open();
    let released = false;
    return () => {
      if (released) return;
      released = true;
      count -= 1;
      if (count > 0) return;
      cancel = env.after(LINGER_MS, close);
    };
  };
}
