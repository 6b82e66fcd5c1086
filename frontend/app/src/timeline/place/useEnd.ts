import type { Room } from "@roomcast/client";
import { useCallback, useRef, useState } from "react";
import { complain } from "../../state/toasts.ts";
import type { ListView } from "./useListView.ts";

/** Whether a list is at its end, and the functions that keep it there or bring it back. */
export interface ListEnd {
  /** Whether the list follows its end. */
  atEnd: boolean;
  /** Takes notice of a scroll event. */
  onScroll(): void;
  /** Scrolls to the end if the list follows it; `isRendered` if the rows there are none of the virtual list. */
  keepEnd(isRendered?: boolean): void;
  /** Shows the newest messages and follows the end. */
  goToEnd(): void;
}

/** Follows the end of a room's list; `loadAhead` is called after each scroll. */
export function useEnd(room: Room, view: ListView, loadAhead: () => void): ListEnd {
  const { following, scroller, timeline, aim } = view;
  const [atEnd, setAtEnd] = useState(true);
  /** Whether the newest messages are being loaded to go to them. */
  const isReturning = useRef(false);

  const scrollToEnd = useCallback(
    (isRendered?: boolean) => {
      const element = scroller.current;
      if (!element) return;
      const before = element.scrollTop;
      element.scrollTop = element.scrollHeight;
      // On the way to newer messages, where the list is does not say whether it follows its end.
      if (isRendered && !timeline.current.hasNewer) following.moveTo(element, false);
      if (isRendered || element.scrollTop === before) return;
      // A scroll event sent at once makes the list render the rows at the end in this frame instead of the next one.
      // The first scroll is left alone: it goes by estimated heights.
      if (following.isMeasured()) element.dispatchEvent(new Event("scroll"));
    },
    [scroller, timeline, following],
  );

  const keepEnd = useCallback(
    (isRendered?: boolean) => {
      if (following.isFollowing()) scrollToEnd(isRendered);
    },
    [following, scrollToEnd],
  );

  const onScroll = useCallback(() => {
    const element = scroller.current;
    if (!element) return;
    // On the way to an entry, positions say nothing about where the reader wants to be.
    if (aim.current && !following.hasInput()) return setAtEnd(false);
    const { hasNewer } = timeline.current;
    if (isReturning.current && hasNewer && !following.hasInput()) return;
    isReturning.current = false;
    following.moveTo(element, hasNewer);
    setAtEnd(following.isFollowing());
    loadAhead();
  }, [scroller, timeline, aim, following, loadAhead]);

  const goToEnd = useCallback(() => {
    following.follow();
    setAtEnd(true);
    isReturning.current = timeline.current.hasNewer;
    if (!isReturning.current) return scrollToEnd();
    // The list scrolls when it has the messages.
    room.latest().catch((error) => {
      isReturning.current = false;
      complain(error);
    });
  }, [room, timeline, following, scrollToEnd]);

  return { atEnd, onScroll, keepEnd, goToEnd };
}
