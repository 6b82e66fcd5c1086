import type { Entry } from "@roomcast/client";
import { type RefObject, useLayoutEffect, useRef, useState } from "react";
import { flushSync } from "react-dom";
import { isTouch } from "../../state/ids.ts";
import { distanceToEnd, NEAR_END_PX } from "./following.ts";
import { BURST_MS, nextSplit, type Split, whole } from "./split.ts";

/** The height of the least row: one line of text. */
const ROW_REM = 1.6875;
/** Events that show that the reader attends to the list. */
const TOUCHES = ["wheel", "keydown", "pointermove", "scroll"];

/** The number of rows that fill the screen. */
const rowsOnScreen = () =>
  Math.ceil(innerHeight / (ROW_REM * Number.parseFloat(getComputedStyle(document.documentElement).fontSize)));

/**
 * Splits a list that follows a burst. It is whole again for a while when the reader touches it: rows are made anew then,
 * so it waits while a button is down or a row has the focus, and under a finger, whose events would be lost, it is never
 * split.
 */
export function useSplit(
  entries: readonly Entry[],
  scroller: RefObject<HTMLElement | null>,
  atEnd: boolean,
): Split {
  const before = useRef(whole(entries));
  const [wholeAt, setWholeAt] = useState(Number.NEGATIVE_INFINITY);
  const now = performance.now();
  const follows = atEnd && scroller.current !== null && !isTouch() && now - wholeAt >= BURST_MS;
  const split = nextSplit(before.current, entries, { now, follows, rows: rowsOnScreen });
  useLayoutEffect(() => {
    before.current = split;
    const element = scroller.current;
    if (split.tail.length === 0 || !element) return;
    const end = (event?: Event) => {
      const isFarther = distanceToEnd(element) >= NEAR_END_PX;
      if (event?.type === "scroll" ? !isFarther : isHeld(element, event)) return;
      // The distance to the end stays, whatever height the rows have that were left out.
      const left = element.scrollHeight - element.scrollTop;
      flushSync(() => setWholeAt(performance.now()));
      element.scrollTop = element.scrollHeight - left;
    };
    const timer = setInterval(end, BURST_MS);
    for (const type of TOUCHES) element.addEventListener(type, end, { passive: true });
    return () => {
      clearInterval(timer);
      for (const type of TOUCHES) element.removeEventListener(type, end);
    };
  }, [split, scroller]);
  return split;
}

/** Whether rows of the tail must stay: they would lose the focus or a click. */
const isHeld = ({ lastElementChild }: Element, event?: Event) =>
  lastElementChild?.contains(document.activeElement) || (event as Partial<PointerEvent>)?.buttons;
