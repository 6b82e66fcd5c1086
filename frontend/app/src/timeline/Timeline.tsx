import { useChat, useReadable } from "@roomcast/react";
import { memo, type Ref, useImperativeHandle } from "react";
import { part } from "../state/part.tsx";
import { MessageList } from "./MessageList.tsx";
import type { MessageActions } from "./messageActions.ts";
import { Placeholder } from "./Placeholder.tsx";
import { type Place, usePlace } from "./place/usePlace.ts";
import styles from "./timeline.module.css";
import { useMemberEvents } from "./useMemberEvents.ts";
import { useMessageActions } from "./useMessageActions.tsx";

const ToLatest = part(() => import("./ToLatest.tsx"));
const UnreadAbove = part(() => import("./UnreadAbove.tsx"));
const StickyDay = part(() => import("./StickyDay.tsx"));

/** Lets others move through the list. */
export type TimelineHandle = Pick<Place, "goTo" | "goToEnd">;

interface TimelineProps {
  ref?: Ref<TimelineHandle>;
  id: number;
  name: string;
  /** The id of the message to show first; null to begin at the first unread one. */
  target: number | null;
  onEdit: MessageActions["edit"];
  /** Called with the first message of a thread that is to be shown. */
  onThread(root: number): void;
}

/** A room's messages and what lies over them. */
export const Timeline = memo(function Timeline({ ref, id, name, target, onEdit, onThread }: TimelineProps) {
  const room = useChat().room(id);
  const timeline = useReadable(room.timeline);
  const phase = useReadable(room.phase);
  const isDirect = useReadable(room.info)?.is_direct;
  const place = usePlace(room, timeline, target);
  const { goTo, goToEnd } = place;
  useImperativeHandle(ref, () => ({ goTo, goToEnd }), [goTo, goToEnd]);
  const { actions, menu } = useMessageActions(room, goTo, onEdit, { onThread });
  const events = useMemberEvents(room);
  const { hasOlder, hasNewer, firstUnreadId } = timeline;

  if (!place.filled) {
    const isRead = phase === "current" || phase === "catching_up";
    const loading = !isRead || hasOlder || place.entries.length > 0;
    return (
      <div className={styles.place}>
        <Placeholder loading={loading} name={name} isDirect={isDirect} />
      </div>
    );
  }
  const list = { room, name, hasOlder, firstUnreadId, place, events, actions };
  return (
    <div className={styles.place}>
      <MessageList {...list} />
      <StickyDay place={place} />
      <UnreadAbove room={room} place={place} hasNewer={hasNewer} />
      <ToLatest room={room} place={place} hasNewer={hasNewer} />
      {menu}
    </div>
  );
});
