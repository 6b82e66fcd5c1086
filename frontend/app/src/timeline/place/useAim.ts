import { useCallback, useEffect, useRef } from "react";
import type { Aim, ListView } from "./useListView.ts";

/** Times after a jump at which its target is aimed at again: by then more rows around it have their true height. */
const AGAIN_MS = [50, 150, 300];
/** Time after a jump at which it is over: the list has stopped to correct the last aim by itself. */
const SETTLED_MS = 600;

/** Brings a list to an entry and keeps it there until the rows around have their height, or the reader scrolls. */
export function useAim(view: ListView, onSettled: () => void) {
  const { list, entries, aim, following } = view;
  const timers = useRef<ReturnType<typeof setTimeout>[]>([]);

  const drop = useCallback(() => {
    for (const timer of timers.current.splice(0)) clearTimeout(timer);
    aim.current = null;
  }, [aim]);

  const aimAgain = useCallback(() => {
    const { current } = aim;
    if (!current) return;
    if (following.hasInput()) return drop();
    const index = entries.current.findIndex(({ key }) => key === current.key);
    if (index >= 0) list.current?.scrollToIndex(index, current.how);
  }, [list, entries, aim, following, drop]);

  const aimAt = useCallback(
    (next: Aim) => {
      drop();
      following.stay();
      aim.current = next;
      aimAgain();
      const settle = () => {
        drop();
        onSettled();
      };
      timers.current = [...AGAIN_MS.map((ms) => setTimeout(aimAgain, ms)), setTimeout(settle, SETTLED_MS)];
    },
    [aim, following, drop, aimAgain, onSettled],
  );

  useEffect(() => drop, [drop]);
  return { aimAt, aimAgain, drop };
}
