import type { Room, Timeline } from "@roomcast/client";
import { useMe, useReadable } from "@roomcast/react";
import { memo, useMemo } from "react";
import { type CustomContainerComponentProps, Virtualizer } from "virtua";
import { isolated } from "../text/bidi.ts";
import { useTexts } from "../text/index.ts";
import type { MemberEvents } from "./memberEvents.ts";
import type { MessageActions } from "./messageActions.ts";
import type { Place } from "./place/usePlace.ts";
import { rowProps } from "./rowProps.ts";
import styles from "./timeline.module.css";
import { useHides } from "./useHides.ts";
import { useListKeys } from "./useListKeys.ts";
import { useLongPress } from "./useLongPress.ts";
import { useRows } from "./useRows.tsx";

/** How far beyond the visible rows rows are rendered: three frames of a fast scroll, in pixels. */
const BUFFER_PX = 600;

interface MessageListProps extends Pick<Timeline, "hasOlder" | "firstUnreadId"> {
  room: Room;
  name: string;
  place: Place;
  events: ReturnType<MemberEvents["get"]>;
  actions: MessageActions;
}

/** The element that scrolls, with a room's messages in it. */
export const MessageList = memo(function MessageList(props: MessageListProps) {
  const { room, name, place, events, actions, ...timeline } = props;
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
        as={Rows}
        data={head}
        shift={place.shift}
        keepMounted={useKept(place, keys.kept)}
        bufferSize={BUFFER_PX}
        onResize={place.onResize}
      >
        {(entry, index) => rowOf(rowProps(common, entry, index))}
      </Virtualizer>
      <div>
        {tail.map((entry, n) => (
          <div key={entry.key}>{rowOf(rowProps(common, entry, entries.length - tail.length + n))}</div>
        ))}
      </div>
    </div>
  );
});

/**
 * The element around the rows of the virtual list. By itself it takes no pointer events while it scrolls and shortly
 * after: rows could not be clicked while messages arrive, and all would be drawn anew, twice for each message.
 */
function Rows({ style, ...props }: CustomContainerComponentProps) {
  return <div {...props} style={{ ...style, pointerEvents: undefined }} />;
}

/** The rows of the virtual list that stay: beside those of `kept`, all that it has when the list is split. */
function useKept({ list, scroller, head, tail }: Place, kept: readonly number[] = []): number[] {
  const isSplit = tail.length > 0;
  const rendered = useMemo(() => {
    if (!isSplit || !list.current || !scroller.current) return [];
    const first = list.current.findItemIndex(scroller.current.scrollTop - BUFFER_PX);
    return Array.from({ length: head.length - first }, (_, n) => first + n);
  }, [isSplit, list, scroller, head]);
  return [...kept, ...rendered];
}
