import { useEffect } from "react";
import { store, useStore } from "../../state/store.ts";

/** Whether the page has painted a room. */
export const painted = store(false);

/** Whether the page has painted a room. The first list waits for that: in the same frame, both would take too long. */
export function usePainted(): boolean {
  useEffect(() => {
    requestAnimationFrame(() => painted.set(true));
  }, []);
  return useStore(painted);
}
