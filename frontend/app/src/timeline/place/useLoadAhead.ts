import type { Room } from "@roomcast/client";
import { useCallback, useRef } from "react";
import { distanceToEnd } from "./following.ts";
import type { ListView } from "./useListView.ts";

/** Messages are loaded when fewer than this many screens of them are left in a direction. */
const SCREENS_AHEAD = 3;
/** Time after a change of its head within which the list counts from its end: nothing may be appended meanwhile. */
const SHIFT_MS = 250;

/**
 * Returns a function that loads older or newer messages if the reader is near an end of the loaded ones: one page at a
 * time, and none while the list is on its way to an entry.
 */
export function useLoadAhead(room: Room, view: ListView): () => void {
  const isLoading = useRef(false);
  const shiftedAt = useRef(Number.NEGATIVE_INFINITY);
  return useCallback(
    function loadAhead() {
      const { entries, hasOlder, hasNewer } = view.timeline.current;
      const box = view.scroller.current;
      if (!box || entries.length === 0 || view.aim.current || isLoading.current) return;
      const load = (page: Promise<void>, onLoaded: () => void) => {
        isLoading.current = true;
        page
          .then(onLoaded, () => undefined)
          .finally(() => {
            isLoading.current = false;
          });
      };
      const ahead = SCREENS_AHEAD * box.clientHeight;
      if (hasOlder && box.scrollTop < ahead) {
        load(room.older(), () => {
          shiftedAt.current = performance.now();
          setTimeout(loadAhead, SHIFT_MS);
        });
      } else if (hasNewer && distanceToEnd(box) < ahead) {
        if (performance.now() - shiftedAt.current >= SHIFT_MS) load(room.newer(), () => undefined);
      }
    },
    [room, view],
  );
}
