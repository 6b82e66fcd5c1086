import type { Room, Timeline } from "@roomcast/client";
import { useReadable } from "@roomcast/react";
import { useEffect, useLayoutEffect, useRef } from "react";
import { firstUnreadOf, newest } from "../entries.ts";
import type { ListEnd } from "./useEnd.ts";
import type { Jump } from "./useJump.ts";
import type { ListView } from "./useListView.ts";

interface EntranceProps {
  room: Room;
  view: ListView;
  timeline: Timeline;
  /** Whether the list is rendered. */
  filled: boolean;
  /** The id of the message that the room was opened at. */
  target: number | null;
  jump: Pick<Jump, "isPending" | "goToUnread">;
  end: Pick<ListEnd, "goToEnd">;
}

/** On entering a room: shows the first unread message, wherever it is, unless the room was opened at a message. */
export function useEntrance({ room, view, timeline, filled, target, jump, end }: EntranceProps) {
  const { following } = view;
  const hasEntered = useRef(target !== null);
  const { firstUnreadId, hasNewer } = timeline;
  const { isPending, goToUnread } = jump;
  const unread = useReadable(room.unread);
  const info = useReadable(room.info);

  useLayoutEffect(() => {
    if (hasEntered.current || !filled || !info?.is_member || isPending() || !following.isFollowing()) return;
    const first = firstUnreadId ?? missingUnread(timeline, unread.count, unread.lastReadId);
    if (first === null) return;
    hasEntered.current = true;
    goToUnread(first);
  }, [timeline, unread, info, firstUnreadId, filled, following, isPending, goToUnread]);

  // A room that was left in its history is entered at its end.
  const leftInHistory = useRef(hasNewer && target === null);
  const { goToEnd } = end;
  useEffect(() => {
    if (leftInHistory.current) goToEnd();
    leftInHistory.current = false;
  }, [goToEnd]);
}

/** The id of the first unread message if it is outside of the loaded ones; null if nothing is unread there. */
function missingUnread({ entries }: Timeline, count: number, lastReadId: number | null): number | null {
  const last = newest(entries);
  const first = entries[0];
  if (count === 0 || !last || first?.kind !== "sent") return null;
  const id = firstUnreadOf(lastReadId, last);
  return id < first.message.id || id > last.id ? id : null;
}
