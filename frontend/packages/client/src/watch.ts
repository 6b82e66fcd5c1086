import { LINGER_MS } from "./limits.js";
import type { Environment } from "./types.js";

/** A `watch` function that counts: `open` runs at each one, `close` some time after the last release. */
export function counted(env: Environment, open: () => void, close: () => void): () => () => void {
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
