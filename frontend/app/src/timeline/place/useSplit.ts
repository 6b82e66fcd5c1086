import { useCallback, useDeferredValue, useLayoutEffect, useRef, useState } from "react";
import { flushSync } from "react-dom";
import { holdUpdate } from "../../state/frame.ts";
import { isTouch } from "../../state/ids.ts";
import { distanceToEnd, NEAR_END_PX } from "./following.ts";
import { leavesOut, nextSplit, type Split, whole } from "./split.ts";
import type { ListView } from "./useListView.ts";

/** How long the reader leaves a list alone until it may be split again. More than the longest pause between updates. */
const QUIET_MS = 2_000;

/** The height of the least row: one line of text. */
const ROW_REM = 1.6875;
/** Events that show that the reader attends to the list. */
const TOUCHES = ["wheel", "keydown", "pointermove", "scroll"];

/** The number of rows that fill an element. */
const rowsIn = ({ clientHeight }: Element) =>
  Math.ceil(
    clientHeight / (ROW_REM * Number.parseFloat(getComputedStyle(document.documentElement).fontSize)),
  );

type Step = Pick<Split, "entries" | "shift">;

/**
 * Splits a list that follows its end. It is whole again for a while when the reader touches it or the window changes its
 * size; if messages are left out, also when none has come for a while. Rows are made anew then, so it waits while a
 * button is down or a row has the focus, and under a finger, whose events would be lost, it is never split.
 */
export function useSplit(
  { scroller, aim, following }: ListView,
  { entries, shift }: Step,
  atEnd: boolean,
  filled: boolean,
): Split {
  const before = useRef(whole(entries));
  /** The number of rows that fill the screen, or 0. It is asked for after a change: while rendering, that takes a layout. */
  const rows = useRef(0);
  const [wholeAt, setWholeAt] = useState(Number.NEGATIVE_INFINITY);
  const isLeftAlone = !isTouch() && performance.now() - wholeAt >= QUIET_MS;
  const follows = atEnd && rows.current > 0 && aim.current === null && isLeftAlone;
  const split = nextSplit(before.current, entries, { shift, follows, rows: rows.current });
  const end = useCallback(
    (event?: Event) => {
      const element = scroller.current;
      if (!element) return;
      const isFarther = distanceToEnd(element) >= NEAR_END_PX;
      if (event?.type === "scroll" ? !isFarther : isHeld(element, event)) return;
      // The distance to the end stays, whatever height the rows have that were left out.
      const left = element.scrollHeight - element.scrollTop;
      flushSync(() => setWholeAt(performance.now()));
      element.scrollTop = element.scrollHeight - left;
    },
    [scroller],
  );
  useLayoutEffect(() => {
    before.current = split;
    if (!leavesOut(split)) return;
    const timer = setInterval(end, QUIET_MS);
    return () => clearInterval(timer);
  }, [split, end]);
  const isSplit = split.tail.length > 0;
  useLayoutEffect(() => {
    const element = scroller.current;
    if (!isSplit || !element) return;
    addEventListener("resize", end);
    for (const type of TOUCHES) element.addEventListener(type, end, { passive: true });
    return () => {
      removeEventListener("resize", end);
      for (const type of TOUCHES) element.removeEventListener(type, end);
    };
  }, [isSplit, scroller, end]);
  useQuietEnd(scroller, following, isSplit);
  const shown = useInPieces(split);
  // biome-ignore lint/correctness/useExhaustiveDependencies: asked for when the list is there and has changed
  useLayoutEffect(() => {
    if (atEnd) rows.current = scroller.current ? rowsIn(scroller.current) : 0;
  }, [shown, atEnd, filled, scroller]);
  return shown;
}

/**
 * Keeps the scroll events of a split list that follows its end from who listens: the virtual list would render all its
 * rows for each. When the list is whole again, they are told.
 */
function useQuietEnd(scroller: ListView["scroller"], following: ListView["following"], isSplit: boolean) {
  const isBehind = useRef(false);
  useLayoutEffect(() => {
    const element = scroller.current;
    if (!element) return;
    if (!isSplit) {
      if (isBehind.current) element.dispatchEvent(new Event("scroll"));
      isBehind.current = false;
      return;
    }
    const onScroll = (event: Event) => {
      if (!following.isAt(element)) return;
      isBehind.current = true;
      event.stopPropagation();
    };
    // At the element itself, listeners that capture are called before the others.
    element.addEventListener("scroll", onScroll, { capture: true, passive: true });
    return () => element.removeEventListener("scroll", onScroll, { capture: true });
  }, [scroller, following, isSplit]);
}

/**
 * The split to show. Rows behind the virtual list are rendered in pieces between frames, so they may come later; the
 * virtual list itself keeps sizes while it is rendered, and cannot be left halfway.
 */
function useInPieces(latest: Split): Split {
  const before = useDeferredValue(latest);
  const isLater = latest !== before && latest.tail.length > 0 && latest.head === before.head;
  useLayoutEffect(() => (isLater ? holdUpdate() : undefined), [isLater]);
  return isLater ? before : latest;
}

/** Whether rows of the tail must stay: they would lose the focus or a click. */
const isHeld = ({ lastElementChild }: Element, event?: Event) =>
  lastElementChild?.contains(document.activeElement) || (event as Partial<PointerEvent>)?.buttons;
