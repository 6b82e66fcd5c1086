import type { Room } from "@roomcast/client";
import { useEffect } from "react";
import { newest } from "./entries.ts";

/** Time that the newest message must have been on the screen before it counts as read. */
const SEEN_MS = 1_000;

/** Marks messages as read once they were seen: the page visible and focused, the list at its end. */
export function useReadMarks(room: Room, isFollowing: () => boolean) {
  useEffect(() => {
    let seen: number | null = null;
    const timer = setInterval(() => {
      const { entries, hasNewer } = room.timeline.get();
      const isVisible = document.visibilityState === "visible" && document.hasFocus();
      const isSeen = isVisible && isFollowing() && !hasNewer;
      if (isSeen && seen !== null) room.markRead(seen);
      seen = isSeen ? (newest(entries)?.id ?? null) : null;
    }, SEEN_MS);
    return () => clearInterval(timer);
  }, [room, isFollowing]);
}
