import type { Entry } from "@roomcast/client";
import { type RefObject, useLayoutEffect, useRef, useState } from "react";
import { flushSync } from "react-dom";
import { nextSplit, type Split, whole } from "./split.ts";

/** The least height of a row, in pixels. */
const ROW_PX = 27;
/** A list stays whole for this time after the reader touched it; a burst is over when nothing has come for so long. */
const QUIET_MS = 2_000;
/** Events that show that the reader attends to the list. */
const TOUCHES = ["wheel", "touchmove", "keydown", "pointermove"];

/** Splits a list that follows a burst. When the reader touches it, it is whole before the event has its effect. */
export function useSplit(
  entries: readonly Entry[],
  scroller: RefObject<HTMLElement | null>,
  atEnd: boolean,
): Split {
  const before = useRef(whole(entries));
  const [wholeAt, setWholeAt] = useState(Number.NEGATIVE_INFINITY);
  const follows = atEnd && performance.now() - wholeAt >= QUIET_MS;
  const split = nextSplit(before.current, entries, follows, Math.ceil(innerHeight / ROW_PX));
  useLayoutEffect(() => {
    before.current = split;
    const element = scroller.current;
    if (split.tail.length === 0 || !element) return;
    const end = () => flushSync(() => setWholeAt(performance.now()));
    const timer = setTimeout(end, QUIET_MS);
    const over = new AbortController();
    const how = { passive: true, signal: over.signal };
    for (const type of TOUCHES) element.addEventListener(type, end, how);
    return () => {
      clearTimeout(timer);
      over.abort();
    };
  }, [split, scroller]);
  return split;
}
