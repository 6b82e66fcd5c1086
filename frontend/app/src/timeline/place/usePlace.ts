import type { Room, Timeline } from "@roomcast/client";
import { useCallback, useDeferredValue, useEffect, useLayoutEffect, useMemo } from "react";
import { usePainted } from "./painted.ts";
import { useEnd } from "./useEnd.ts";
import { useEntrance } from "./useEntrance.ts";
import { useJump } from "./useJump.ts";
import { useListView } from "./useListView.ts";
import { useLoadAhead } from "./useLoadAhead.ts";
import { useScrollerEvents } from "./useScrollerEvents.ts";
import { useSplit } from "./useSplit.ts";
import { useSteps } from "./useSteps.ts";

/** The reader's place in a room's list, and the ways to other places in it. */
export type Place = ReturnType<typeof usePlace>;

/**
 * Keeps the reader's place in a room's messages: at the end, following new ones; somewhere above, in the same
 * place while messages arrive; or on the way to the message `target`.
 */
export function usePlace(room: Room, timeline: Timeline, target: number | null) {
  const step = useSteps(timeline.entries);
  const { entries } = step;
  const view = useListView(timeline, entries);
  const { list, scroller, following } = view;
  // The list renders in a task of its own, after the rest of the page.
  const filled = useDeferredValue(usePainted() && entries.length > 0) && entries.length > 0;
  const loadAhead = useLoadAhead(room, view);
  const end = useEnd(room, view, loadAhead);
  const split = useSplit(view, step, end.atEnd, filled);
  const jump = useJump(room, view, target, end.onScroll);
  const { keepEnd } = end;
  const { cancel, isPending, arrive, goTo } = jump;

  const onResize = useCallback(() => {
    keepEnd();
    loadAhead();
  }, [keepEnd, loadAhead]);
  useScrollerEvents(view, filled, onResize);

  // After each change of the list: shows the message that was asked for, else stays at the end.
  useLayoutEffect(() => {
    if (!filled || split.head.length === 0) return;
    arrive();
    if (!isPending()) keepEnd(split.tail.length > 0);
    loadAhead();
  }, [split, filled, arrive, isPending, keepEnd, loadAhead]);

  const goToEnd = useCallback(() => {
    cancel();
    end.goToEnd();
  }, [cancel, end.goToEnd]);
  useEntrance({ room, view, timeline, filled, target, jump, end: { goToEnd } });

  useEffect(() => {
    if (target !== null) goTo(target);
  }, [target, goTo]);

  return useSame({
    list,
    scroller,
    following,
    ...split,
    filled,
    atEnd: end.atEnd,
    flash: jump.flash,
    onScroll: end.onScroll,
    // The list knows the height of new rows: following in the same frame, they are never seen cut off.
    onResize: keepEnd,
    goTo,
    goToUnread: jump.goToUnread,
    goToEnd,
  });
}

/** The same object as long as its values are the same: what shows them need not be rendered then. */
// biome-ignore lint/correctness/useExhaustiveDependencies: an object has nothing but its values
const useSame = <T extends object>(next: T): T => useMemo(() => next, Object.values(next));
