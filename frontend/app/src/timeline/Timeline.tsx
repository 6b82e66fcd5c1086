import { useChat, useReadable } from "@roomcast/react";
import { memo } from "react";
import { newest } from "./entries.ts";
import { ToLatest, UnreadAbove } from "./Jumps.tsx";
import { MessageList } from "./MessageList.tsx";
import { Placeholder } from "./Placeholder.tsx";
import { usePlace } from "./place/usePlace.ts";
import { StickyDay } from "./StickyDay.tsx";
import styles from "./timeline.module.css";
import { useMemberEvents } from "./useMemberEvents.ts";
import { type MessageActions, useMessageActions } from "./useMessageActions.tsx";
import { useReadMarks } from "./useReadMarks.ts";

interface TimelineProps {
  id: number;
  name: string;
  /** The id of the message to show first; null to begin at the first unread one. */
  target: number | null;
  onEdit: MessageActions["edit"];
}

/** A room's messages and what lies over them. */
export const Timeline = memo(function Timeline({ id, name, target, onEdit }: TimelineProps) {
  const room = useChat().room(id);
  const timeline = useReadable(room.timeline);
  const phase = useReadable(room.phase);
  const place = usePlace(room, timeline, target);
  useReadMarks(room, place.following.isFollowing);
  const { actions, menu } = useMessageActions(room, place.goTo, onEdit);
  const events = useMemberEvents(room);
  const { entries, atEnd, leftAt, goTo, goToEnd } = place;
  const { hasOlder, hasNewer, firstUnreadId } = timeline;

  if (!place.filled) {
    const loading = phase === "loading" || phase === "cold" || hasOlder || entries.length > 0;
    return (
      <div className={styles.place}>
        <Placeholder loading={loading} name={name} />
      </div>
    );
  }
  const list = { room, name, timeline, place, events, actions };
  const unread = { id, firstUnreadId, hasOlder, atEnd, goTo };
  return (
    <div className={styles.place}>
      <MessageList {...list} />
      <StickyDay place={place} />
      <UnreadAbove {...unread} />
      {(!atEnd || hasNewer) && <ToLatest from={leftAt} to={newest(entries)?.seq ?? 0} onClick={goToEnd} />}
      {menu}
    </div>
  );
});
