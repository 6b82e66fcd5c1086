import type { Room } from "@roomcast/client";
import { type RefObject, useEffect } from "react";
import { newest } from "./follow.ts";

/** So long must the newest message have been on the screen. */
const SEEN_MS = 1_000;

/** Marks as read what has really been seen: the page visible and focused, the list at its end. */
export function useReading(room: Room, follows: RefObject<boolean>) {
  useEffect(() => {
    let seen: number | null = null;
    const timer = setInterval(() => {
      const { entries, hasNewer } = room.timeline.get();
      const looking =
        document.visibilityState === "visible" && document.hasFocus() && follows.current && !hasNewer;
      if (looking && seen !== null) room.markRead(seen);
      seen = looking ? (newest(entries)?.id ?? null) : null;
    }, SEEN_MS);
    return () => clearInterval(timer);
  }, [room, follows]);
}
