import type { Room } from "@roomcast/client";
import { useCallback, useState } from "react";
import { complain } from "../../state/toasts.ts";
import { newest } from "../entries.ts";
import type { ListView } from "./useListView.ts";

/** Whether a list is at its end, and the functions that keep it there or bring it back. */
export interface ListEnd {
  /** Whether the list follows its end. */
  atEnd: boolean;
  /** The number of the newest message when the list stopped following; 0 before that. */
  leftAt: number;
  /** Takes notice of a scroll event. */
  onScroll(): void;
  /** Scrolls to the end if the list follows it. */
  keepEnd(): void;
  /** Shows the newest messages and follows the end. */
  goToEnd(): void;
}

/** Follows the end of a room's list; `loadAhead` is called after each scroll. */
export function useEnd(room: Room, view: ListView, loadAhead: () => void): ListEnd {
  const { following, scroller, timeline } = view;
  const [atEnd, setAtEnd] = useState(true);
  const [leftAt, setLeftAt] = useState(0);

  const scrollToEnd = useCallback(() => {
    const element = scroller.current;
    if (!element) return;
    const before = element.scrollTop;
    element.scrollTop = element.scrollHeight;
    // A scroll event sent at once makes the list render the rows at the end in this frame instead of the next one.
    // The first scroll is left alone: it goes by estimated heights.
    if (following.isMeasured() && element.scrollTop !== before) element.dispatchEvent(new Event("scroll"));
  }, [scroller, following]);

  const keepEnd = useCallback(() => {
    if (following.isFollowing()) scrollToEnd();
  }, [following, scrollToEnd]);

  const onScroll = useCallback(() => {
    const element = scroller.current;
    if (!element) return;
    const { entries, hasNewer } = timeline.current;
    const hasLeft = following.moveTo(element, hasNewer);
    setAtEnd(following.isFollowing());
    if (hasLeft) setLeftAt(newest(entries)?.seq ?? 0);
    loadAhead();
  }, [scroller, timeline, following, loadAhead]);

  const goToEnd = useCallback(() => {
    following.follow();
    setAtEnd(true);
    if (timeline.current.hasNewer) room.latest().then(scrollToEnd, complain);
    else scrollToEnd();
  }, [room, timeline, following, scrollToEnd]);

  return { atEnd, leftAt, onScroll, keepEnd, goToEnd };
}
