import type { Entry } from "@roomcast/client";
import { useChat, useMe, useReadable } from "@roomcast/react";
import { memo, type ReactElement, useCallback, useMemo, useRef } from "react";
import { Virtualizer } from "virtua";
import { useCalm } from "../state/calm.ts";
import { dayOf } from "../text/format.ts";
import { useTexts } from "../text/index.ts";
import { Empty } from "../ui/Empty.tsx";
import { Icon } from "../ui/Icon.tsx";
import ui from "../ui/ui.module.css";
import { newest } from "./follow.ts";
import { createdAt, inGroup } from "./groups.ts";
import { Row, type RowProps } from "./Row.tsx";
import { StickyDay } from "./StickyDay.tsx";
import styles from "./timeline.module.css";
import { type Acts, useActs } from "./useActs.tsx";
import { useLongPress } from "./useLongPress.ts";
import { usePlace } from "./usePlace.ts";
import { useReading } from "./useReading.ts";
import { useWalk } from "./useWalk.ts";

interface TimelineProps {
  id: number;
  name: string;
  target: number | null;
  onEdit: Acts["edit"];
}

/** A room's messages. */
export const Timeline = memo(function Timeline({ id, name, target, onEdit }: TimelineProps) {
  const t = useTexts();
  const me = useMe();
  const room = useChat().room(id);
  const timeline = useReadable(room.timeline);
  const phase = useReadable(room.phase);
  const place = usePlace(room, timeline, target);
  useReading(room, place.follows);
  const acts = useActs(room, place.goTo, onEdit);
  const walk = useWalk(place, acts.acts);
  const { entries } = place;
  const press = useLongPress((target, box) => {
    const key = target.closest<HTMLElement>("article")?.dataset.key;
    const entry = entries.find((entry) => entry.key === key);
    if (entry) acts.acts.menu(entry, box);
  });
  const { hasOlder, hasNewer, firstUnreadId } = timeline;
  const rowOf = useRows();

  if (!place.filled) {
    const loading = phase === "loading" || phase === "cold" || hasOlder || entries.length > 0;
    return (
      <div className={styles.place}>{loading ? <Bones label={t.loading} /> : <Nothing name={name} />}</div>
    );
  }
  return (
    <div className={styles.place}>
      <div
        ref={place.scroller}
        className={styles.scroller}
        role="feed"
        // biome-ignore lint/a11y/noNoninteractiveTabindex: a place that scrolls must be reachable by key
        tabIndex={0}
        aria-label={t.messagesOf(name)}
        aria-busy={phase === "loading"}
        onScroll={place.onScroll}
        onKeyDown={walk.onKeyDown}
        {...press}
      >
        <div className={styles.spacer} />
        <Virtualizer
          ref={place.list}
          scrollRef={place.scroller}
          data={entries}
          shift={place.shift}
          keepMounted={walk.keep}
          bufferSize={BUFFER_PX}
          onResize={place.onResize}
        >
          {(entry, index) => {
            const before = entries[index - 1];
            const first = index === 0 && !hasOlder;
            return rowOf({
              t,
              me,
              entry,
              grouped: inGroup(before, entry),
              newDay: !before || dayOf(createdAt(before)) !== dayOf(createdAt(entry)),
              unread: entry.kind === "sent" && entry.message.id === firstUnreadId,
              beginning: first ? name : null,
              before: first ? acts.lines.get(0) : undefined,
              after: entry.kind === "sent" ? acts.lines.get(entry.message.seq) : undefined,
              flash: entry.kind === "sent" && entry.message.id === place.flash,
              acts: acts.acts,
            });
          }}
        </Virtualizer>
      </div>
      <StickyDay place={place} />
      <UnreadAbove
        id={id}
        firstUnreadId={firstUnreadId}
        hasOlder={hasOlder}
        goTo={place.goTo}
        atEnd={place.atEnd}
      />
      {(!place.atEnd || hasNewer) && (
        <ToLatest from={place.leftAt} to={newest(entries)?.seq ?? 0} onClick={place.goToEnd} />
      )}
      {acts.node}
    </div>
  );
});

/** Rows are measured this far ahead: three frames of a fast scroll. */
const BUFFER_PX = 600;

/** More than are ever in the page at once. */
const ROWS_KEPT = 300;

/** Makes rows, and hands out the same one again where nothing is different: the list then leaves it alone. */
function useRows() {
  const rows = useRef(new Map<Entry, ReactElement<RowProps>>());
  return useCallback((props: RowProps) => {
    const before = rows.current.get(props.entry);
    const names = Object.keys(props) as (keyof RowProps)[];
    if (before && names.every((name) => before.props[name] === props[name])) return before;
    const row = <Row key={props.entry.key} {...props} />;
    if (rows.current.size >= ROWS_KEPT) rows.current.clear();
    rows.current.set(props.entry, row);
    return row;
  }, []);
}

function ToLatest({ from, to, onClick }: { from: number; to: number; onClick(): void }) {
  const t = useTexts();
  const count = from ? Math.max(0, to - from) : 0;
  return (
    <button type="button" className={styles.toLatest} onClick={onClick}>
      <Icon name="down" size={18} />
      <span className={count ? undefined : ui.hidden}>{count ? t.toLatestCount(count) : t.toLatest}</span>
    </button>
  );
}

interface UnreadAboveProps {
  id: number;
  firstUnreadId: number | null;
  hasOlder: boolean;
  atEnd: boolean;
  goTo(id: number): void;
}

/** More is unread than is loaded: the way to the last read message. */
function UnreadAbove({ id, firstUnreadId, hasOlder, atEnd, goTo }: UnreadAboveProps) {
  const t = useTexts();
  const { count, lastReadId } = useCalm(useChat().room(id).unread);
  if (firstUnreadId !== null || !hasOlder || count === 0 || !lastReadId || !atEnd) return null;
  return (
    <button type="button" className={styles.unreadAbove} onClick={() => goTo(lastReadId)}>
      {t.unreadAbove(count)}
    </button>
  );
}

function Nothing({ name }: { name: string }) {
  const t = useTexts();
  return (
    <div className={styles.nothing}>
      <Empty icon="smile" title={t.beginning(name)} body={t.noMessages} />
    </div>
  );
}

function Bones({ label }: { label: string }) {
  const widths = useMemo(() => [64, 38, 72, 51, 45, 68], []);
  return (
    <div className={styles.bones} role="status" aria-label={label}>
      {widths.map((width) => (
        <div key={width}>
          <span className={ui.skeleton} />
          <span className={ui.skeleton} style={{ width: `${width}%` }} />
        </div>
      ))}
    </div>
  );
}
