import type { Room, Timeline } from "@roomcast/client";
import { useMe, useReadable } from "@roomcast/react";
import { Virtualizer } from "virtua";
import { isolated } from "../text/bidi.ts";
import { useTexts } from "../text/index.ts";
import type { MemberEvents } from "./memberEvents.ts";
import type { MessageActions } from "./messageActions.ts";
import type { Place } from "./place/usePlace.ts";
import { rowProps } from "./rowProps.ts";
import styles from "./timeline.module.css";
import { useBuffer } from "./useBuffer.ts";
import { useHides } from "./useHides.ts";
import { useListKeys } from "./useListKeys.ts";
import { useLongPress } from "./useLongPress.ts";
import { useRows } from "./useRows.tsx";

interface MessageListProps {
  room: Room;
  name: string;
  timeline: Timeline;
  place: Place;
  events: ReturnType<MemberEvents["get"]>;
  actions: MessageActions;
}

/** The element that scrolls, with a room's messages in it. */
export function MessageList({ room, name, timeline, place, events, actions }: MessageListProps) {
  const t = useTexts();
  const me = useMe();
  const phase = useReadable(room.phase);
  const { entries, head, tail, flash } = place;
  const keys = useListKeys(place, actions);
  const press = useLongPress((target, box) => {
    const key = target.closest<HTMLElement>("article")?.dataset.key;
    const entry = entries.find((entry) => entry.key === key);
    if (entry) actions.openMenu(entry, box);
  });
  const rowOf = useRows();
  const buffer = useBuffer(place);
  const hides = useHides(room);
  const isDirect = useReadable(room.info)?.is_direct;
  const beginning = (isDirect ? t.beginningDirect : t.beginning)(isolated(name));
  const common = { t, me, actions, entries, timeline, beginning, events, flash, hides };
  return (
    <div
      ref={place.scroller}
      className={styles.scroller}
      role="feed"
      // biome-ignore lint/a11y/noNoninteractiveTabindex: an element that scrolls must be reachable by key
      tabIndex={0}
      aria-label={t.messagesOf(name)}
      aria-busy={phase === "loading"}
      onScroll={place.onScroll}
      onKeyDown={keys.onKeyDown}
      {...press}
    >
      <div className={styles.spacer} />
      <Virtualizer
        ref={place.list}
        scrollRef={place.scroller}
        data={head}
        shift={place.shift}
        keepMounted={keys.kept}
        bufferSize={buffer}
        onResize={place.onResize}
      >
        {(entry, index) => rowOf(rowProps(common, entry, index))}
      </Virtualizer>
      <div>{tail.map((entry, n) => rowOf(rowProps(common, entry, entries.length - tail.length + n)))}</div>
    </div>
  );
}
