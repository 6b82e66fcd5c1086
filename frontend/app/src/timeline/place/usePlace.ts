import type { Room, Timeline } from "@roomcast/client";
import { useCallback, useDeferredValue, useEffect, useLayoutEffect, useRef } from "react";
import { messageAt } from "../entries.ts";
import { NEAR_END_PX } from "./following.ts";
import { useEnd } from "./useEnd.ts";
import { useJump } from "./useJump.ts";
import { useListView } from "./useListView.ts";
import { useLoadAhead } from "./useLoadAhead.ts";
import { useScrollerEvents } from "./useScrollerEvents.ts";
import { useSteps } from "./useSteps.ts";

/** The reader's place in a room's list, and the ways to other places in it. */
export type Place = ReturnType<typeof usePlace>;

/**
 * Keeps the reader's place in a room's messages: at the end, following new ones; somewhere above, in the same
 * place while messages arrive; or on the way to the message `target`.
 */
export function usePlace(room: Room, timeline: Timeline, target: number | null) {
  const view = useListView(timeline);
  const { list, scroller, following } = view;
  const { entries, shift } = useSteps(timeline.entries);
  // The list renders in a task of its own, after the rest of the page.
  const filled = useDeferredValue(entries.length > 0) && entries.length > 0;
  const loadAhead = useLoadAhead(room, view);
  const { atEnd, leftAt, onScroll, keepEnd, goToEnd } = useEnd(room, view, loadAhead);
  const { flash, toIndex, goTo, isPending, arrive } = useJump(room, view, target, onScroll);
  const hasEntered = useRef(false);

  const onResize = useCallback(() => {
    keepEnd();
    loadAhead();
  }, [keepEnd, loadAhead]);
  useScrollerEvents(view, filled, onResize);

  // After each change of the list: shows the message that was asked for, else stays at the end.
  useLayoutEffect(() => {
    if (!filled) return;
    if (arrive(entries)) hasEntered.current = true;
    else if (!isPending()) keepEnd();
    loadAhead();
  }, [entries, filled, arrive, isPending, keepEnd, loadAhead]);

  // On entering a room: shows the first unread message.
  const { firstUnreadId } = timeline;
  useLayoutEffect(() => {
    if (hasEntered.current || !filled || firstUnreadId === null) return;
    if (!following.isFollowing() || isPending()) return;
    hasEntered.current = true;
    const index = messageAt(entries, firstUnreadId);
    if (index >= 0) toIndex(index, { align: "start", offset: -NEAR_END_PX });
  }, [entries, filled, firstUnreadId, following, isPending, toIndex]);

  useEffect(() => {
    if (target !== null) goTo(target);
  }, [target, goTo]);

  return {
    list,
    scroller,
    following,
    entries,
    filled,
    shift,
    atEnd,
    leftAt,
    flash,
    onScroll,
    // The list knows the height of new rows: following in the same frame, they are never seen cut off.
    onResize: keepEnd,
    goTo,
    goToEnd,
  };
}
