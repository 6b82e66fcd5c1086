import type { Room } from "@roomcast/client";
import { useCallback } from "react";
import { distanceToEnd } from "./following.ts";
import type { ListView } from "./useListView.ts";

/** Messages are loaded when fewer than this many screens of them are left in a direction. */
const SCREENS_AHEAD = 3;

/** Returns a function that loads older and newer messages if the reader is near an end of the loaded ones. */
export function useLoadAhead(room: Room, view: ListView): () => void {
  return useCallback(() => {
    const { entries, hasOlder, hasNewer } = view.timeline.current;
    const box = view.scroller.current;
    if (!box || entries.length === 0) return;
    const ahead = SCREENS_AHEAD * box.clientHeight;
    if (hasOlder && box.scrollTop < ahead) room.older().catch(() => undefined);
    if (hasNewer && distanceToEnd(box) < ahead) room.newer().catch(() => undefined);
  }, [room, view]);
}
