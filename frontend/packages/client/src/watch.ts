import type { Environment } from "./types.js";

/** How long what nobody watches any more is kept up: pages change, effects run twice. */
const LINGER_MS = 5_000;

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
