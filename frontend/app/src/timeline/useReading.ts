import type { Room, Standing } from "@roomcast/client";
import { useChat } from "@roomcast/react";
import { useCallback, useEffect, useRef, useState } from "react";
import { watched } from "../state/watched.ts";
import { firstUnreadOf, newest } from "./entries.ts";
import type { Place } from "./place/usePlace.ts";
import { createReach, type Reach, type Skipped } from "./reach.ts";
import { isMarkedSince } from "./unreadMark.ts";
import { visibleAtEnd, visibleMessages } from "./visible.ts";

/** Time that a message must have been on the screen before it counts as read. */
const SEEN_MS = 1_000;

/** Whether the reader can see the page. */
const isAttended = () => document.visibilityState === "visible" && document.hasFocus();

/**
 * Marks as read what was on the screen for a while. Answers the unread messages above it that the reader has jumped
 * over, and a function that marks them as read.
 */
export function useReading(
  room: Room,
  place: Place,
  hasNewer: boolean,
): { skipped: Skipped | null; dismiss(): void } {
  const { me } = useChat();
  const { list, scroller, following, entries, head, tail, filled } = place;
  const [reach] = useState(createReach);
  const [skipped, setSkipped] = useState<Skipped | null>(null);

  const look = useCallback(() => {
    const box = scroller.current;
    const isSplit = tail.length > 0;
    // When the list has just left its end, it is not rendered yet.
    if (!box || !list.current || (isSplit && !following.isFollowing())) return;
    const visible = isSplit
      ? visibleAtEnd(list.current, box, { head, tail })
      : visibleMessages(list.current, box, entries);
    if (!visible || !room.info.get()?.is_member) return;
    const readTo = firstUnreadOf(room.unread.get().lastReadId, visible.last) - 1;
    // As new as the read position: what is shown may be older by an update.
    const readEntry = room.timeline
      .get()
      .entries.findLast((entry) => entry.kind === "sent" && entry.message.id === readTo);
    reach.look({
      visible,
      newest: hasNewer ? undefined : newest(entries),
      readTo,
      readBySending: readEntry?.kind === "sent" && readEntry.message.sender.id === me.get()?.id,
      attended: isAttended(),
      following: following.isFollowing(),
    });
    const next = reach.skipped();
    setSkipped((before) =>
      before?.firstId === next?.firstId && before?.count === next?.count ? before : next,
    );
  }, [room, me, list, scroller, following, entries, head, tail, hasNewer, reach]);

  const { lastReadId } = room.unread.get();
  const isMember = room.info.get()?.is_member;
  const latest = useRef(look);
  // biome-ignore lint/correctness/useExhaustiveDependencies: both decide what a look finds
  useEffect(() => {
    latest.current = look;
    look();
  }, [look, lastReadId, isMember]);
  useEffect(() => {
    const element = scroller.current;
    if (!filled || !element) return;
    const onScroll = () => latest.current();
    element.addEventListener("scroll", onScroll, { passive: true });
    return () => element.removeEventListener("scroll", onScroll);
  }, [scroller, filled]);
  useMarks(room, reach, latest, useIsMarked(room));
  const dismiss = () => {
    room.markRead(reach.dismiss());
    look();
  };
  return { skipped, dismiss };
}

/** Makes the function that tells whether the reader has marked messages as unread since the room was entered. */
function useIsMarked(room: Room): () => boolean {
  const { rooms } = useChat();
  const entered = useRef<Standing | null>(null);
  const isMarked = useCallback(() => {
    const standing = rooms.find(room.id)?.me ?? room.info.get()?.me;
    entered.current ??= standing ?? null;
    return isMarkedSince(standing, entered.current, room.unread.get());
  }, [room, rooms]);
  // The standing at the entrance is known as soon as the room or the list is.
  useEffect(() => {
    isMarked();
    return room.info.subscribe(isMarked);
  }, [room, isMarked]);
  return isMarked;
}

/** Marks messages as read that were seen a while ago, if the page has been looked at since; watches the newest ones. */
function useMarks(room: Room, reach: Reach, look: { readonly current: () => void }, isMarked: () => boolean) {
  useEffect(() => {
    let seen = 0;
    const timer = setInterval(() => {
      look.current();
      const attended = isAttended() && !isMarked();
      const isRead = attended && seen > 0;
      if (isRead) room.markRead(seen);
      // A list that is behind shows no newer messages, though they are known.
      watched.set(isRead && reach.isCaughtUp() && room.phase.get() === "current" ? room.id : null);
      seen = attended ? reach.seenTo() : 0;
    }, SEEN_MS);
    return () => {
      clearInterval(timer);
      watched.set(null);
    };
  }, [room, reach, look, isMarked]);
}
