import type { Room, Timeline } from "@roomcast/client";
import { useCallback, useDeferredValue, useEffect, useLayoutEffect, useRef, useState } from "react";
import type { ScrollToIndexOpts, VirtualizerHandle } from "virtua";
import { complain } from "../state/toasts.ts";
import { messageAt, newest, nextStep } from "./follow.ts";

/** So near to the end one follows what arrives. */
const NEAR_PX = 40;
/** Screens loaded ahead of what is seen. */
const AHEAD = 3;
/** So long after a touch, a wheel or a key a movement is the reader's. */
const TOUCH_MS = 1_500;
const TOUCHES = ["wheel", "touchmove", "pointerdown", "keydown"];
const FLASH_MS = 2_000;
/** After a jump, until the rows around have been measured. */
const SETTLE_MS = 200;

/**
 * Where the reader is in a room's messages: at the end, following; somewhere above, put; or on the way
 * to one message.
 */
export function usePlace(room: Room, timeline: Timeline, target: number | null) {
  const list = useRef<VirtualizerHandle>(null);
  const scroller = useRef<HTMLDivElement>(null);
  const follows = useRef(true);
  const followedBefore = useRef(true);
  const offset = useRef(0);
  const height = useRef(0);
  const touched = useRef(Number.NEGATIVE_INFINITY);
  const placed = useRef(false);
  const wanted = useRef<number | null>(target);
  const shownBefore = useRef<Timeline["entries"]>([]);
  const [, again] = useState(0);
  const [atEnd, setAtEnd] = useState(true);
  const [leftAt, setLeftAt] = useState(0);
  const [flash, setFlash] = useState<number | null>(null);
  const latest = useRef(timeline);
  latest.current = timeline;

  const step = nextStep(shownBefore.current, timeline.entries);
  const { entries } = step;
  // The list comes in a task of its own, after what else is first shown with its entries.
  const filled = useDeferredValue(entries.length > 0) && entries.length > 0;

  const toEnd = useCallback(() => {
    const element = scroller.current;
    if (!element) return;
    const before = element.scrollTop;
    element.scrollTop = element.scrollHeight;
    // The list hears of it now, not in the next frame: it makes the rows there at once. Not of the first, which
    // is by heights that are guessed.
    if (height.current > 0 && element.scrollTop !== before) element.dispatchEvent(new Event("scroll"));
  }, []);

  const look = useCallback(() => {
    const { hasOlder, hasNewer } = latest.current;
    const element = scroller.current;
    if (!element || latest.current.entries.length === 0) return;
    const { scrollTop, scrollHeight, clientHeight } = element;
    if (hasOlder && scrollTop < AHEAD * clientHeight) room.older().catch(() => undefined);
    const below = scrollHeight - scrollTop - clientHeight;
    if (hasNewer && below < AHEAD * clientHeight) room.newer().catch(() => undefined);
  }, [room]);

  const onScroll = useCallback(() => {
    const element = scroller.current;
    if (!element) return;
    const { scrollTop, scrollHeight, clientHeight } = element;
    const near = scrollHeight - scrollTop - clientHeight < NEAR_PX && !latest.current.hasNewer;
    // The list itself moves up a little where a row is lower than was guessed: only the reader counts.
    const reader = scrollHeight === height.current || performance.now() - touched.current < TOUCH_MS;
    const followed = followedBefore.current;
    if (near) follows.current = true;
    else if ((reader && scrollTop < offset.current - 1) || latest.current.hasNewer) follows.current = false;
    offset.current = scrollTop;
    height.current = scrollHeight;
    followedBefore.current = follows.current;
    setAtEnd(follows.current);
    if (followed && !follows.current) setLeftAt(newest(latest.current.entries)?.seq ?? 0);
    look();
  }, [look]);

  /** The list knows the height of rows that are new: in the same frame, so that they are never seen cut off. */
  const onResize = useCallback(() => {
    if (follows.current) toEnd();
  }, [toEnd]);

  useLayoutEffect(() => {
    const element = scroller.current;
    if (!filled || !element) return;
    const observer = new ResizeObserver(() => {
      if (follows.current) toEnd();
      look();
    });
    observer.observe(element);
    const touch = () => {
      touched.current = performance.now();
    };
    for (const type of TOUCHES) element.addEventListener(type, touch, { passive: true });
    for (const child of element.children) observer.observe(child);
    return () => {
      observer.disconnect();
      for (const type of TOUCHES) element.removeEventListener(type, touch);
    };
  }, [filled, toEnd, look]);

  /** Scrolls to an entry, and again once what is around it has its true height. */
  const jump = useCallback(
    (index: number, how: ScrollToIndexOpts) => {
      follows.current = false;
      list.current?.scrollToIndex(index, how);
      setTimeout(() => {
        list.current?.scrollToIndex(index, how);
        requestAnimationFrame(onScroll);
      }, SETTLE_MS);
    },
    [onScroll],
  );

  const show = useCallback(
    (index: number, id: number) => {
      jump(index, { align: "center" });
      setFlash(id);
    },
    [jump],
  );

  /** Shows a message, and loads what is around it where that is not here. */
  const goTo = useCallback(
    (id: number) => {
      const index = messageAt(latest.current.entries, id);
      if (index >= 0) return show(index, id);
      wanted.current = id;
      room.around(id).catch((error) => {
        wanted.current = null;
        complain(error);
      });
    },
    [room, show],
  );

  const goToEnd = useCallback(() => {
    follows.current = true;
    setAtEnd(true);
    if (latest.current.hasNewer) room.latest().then(toEnd, complain);
    else toEnd();
  }, [room, toEnd]);

  useLayoutEffect(() => {
    shownBefore.current = entries;
    if (step.partial) again((n) => n + 1);
  });

  // Each change of what is shown: go where one wants to be.
  useLayoutEffect(() => {
    if (!filled) return;
    const index = wanted.current === null ? -1 : messageAt(entries, wanted.current);
    if (index >= 0 && wanted.current !== null) {
      show(index, wanted.current);
      wanted.current = null;
      placed.current = true;
    } else if (follows.current && wanted.current === null) toEnd();
    look();
  }, [entries, filled, show, toEnd, look]);

  // On entering: to the first unread message.
  const { firstUnreadId } = timeline;
  useLayoutEffect(() => {
    if (placed.current || !filled) return;
    if (firstUnreadId !== null && follows.current && wanted.current === null) {
      placed.current = true;
      const index = messageAt(entries, firstUnreadId);
      if (index >= 0) jump(index, { align: "start", offset: -NEAR_PX });
    }
  }, [entries, filled, firstUnreadId, jump]);

  useEffect(() => {
    if (target === null) return;
    goTo(target);
  }, [target, goTo]);

  useEffect(() => {
    if (flash === null) return;
    const timer = setTimeout(() => setFlash(null), FLASH_MS);
    return () => clearTimeout(timer);
  }, [flash]);

  return {
    list,
    scroller,
    entries,
    filled,
    shift: step.shift,
    atEnd,
    leftAt,
    flash,
    follows,
    onScroll,
    onResize,
    goTo,
    goToEnd,
  };
}
