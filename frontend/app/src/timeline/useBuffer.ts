import { useEffect, useRef, useState } from "react";
import { BURST_MS } from "./place/split.ts";
import type { Place } from "./place/usePlace.ts";

/** Three frames of a fast scroll, in pixels. */
const QUIET_PX = 600;
/** In a burst, the next messages push away what is rendered in advance. */
const BURST_PX = 50;

/** How far beyond the visible rows a list renders rows, in pixels: less while it follows a burst of messages. */
export function useBuffer({ entries, atEnd }: Pick<Place, "entries" | "atEnd">): number {
  const last = useRef({ entries, at: Number.NEGATIVE_INFINITY });
  const [, renderAgain] = useState(0);
  const isBurst = atEnd && performance.now() - last.current.at < BURST_MS;
  useEffect(() => {
    if (last.current.entries !== entries) last.current = { entries, at: performance.now() };
    if (!isBurst) return;
    const timer = setTimeout(() => renderAgain((n) => n + 1), BURST_MS);
    return () => clearTimeout(timer);
  }, [entries, isBurst]);
  return isBurst ? BURST_PX : QUIET_PX;
}
