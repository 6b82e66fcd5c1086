import { useEffect, useRef, useState } from "react";
import { day, dayOf } from "../text/format.ts";
import { useTexts } from "../text/index.ts";
import { createdAt } from "./groups.ts";
import type { Place } from "./place/usePlace.ts";
import styles from "./timeline.module.css";

/** Time after the last scroll until the day is hidden. */
const SHOWN_MS = 1_200;
/** Distance from the top of a day's first message to below the line that names the day. */
const DAY_LINE_PX = 100;

/** Shows the day of the topmost message while the reader scrolls. */
export default function StickyDay({ place }: { place: Place }) {
  const t = useTexts();
  const date = useTopDay(place);
  return (
    <div className={styles.stickyDay} data-shown={date !== null} aria-hidden="true">
      {date && day(t, date)}
    </div>
  );
}

/** The day of the topmost message during and shortly after a scroll, if it is not visible otherwise. */
function useTopDay(place: Place): Date | null {
  const [date, setDate] = useState<Date | null>(null);
  const { list, scroller, following } = place;
  const entries = useRef(place.entries);
  useEffect(() => {
    entries.current = place.entries;
  });
  useEffect(() => {
    const element = scroller.current;
    if (!element) return;
    let timer: ReturnType<typeof setTimeout>;
    const topDay = () => {
      const index = list.current?.findItemIndex(element.scrollTop) ?? 0;
      const top = entries.current[index];
      const above = entries.current[index - 1];
      if (!top || following.isFollowing()) return null;
      const isFirstOfDay = !above || dayOf(createdAt(above)) !== dayOf(createdAt(top));
      const scrolled = element.scrollTop - (list.current?.getItemOffset(index) ?? 0);
      return isFirstOfDay && scrolled < DAY_LINE_PX ? null : createdAt(top);
    };
    const onScroll = () => {
      clearTimeout(timer);
      timer = setTimeout(() => setDate(null), SHOWN_MS);
      const next = topDay();
      setDate((before) => (before && next && dayOf(before) === dayOf(next) ? before : next));
    };
    element.addEventListener("scroll", onScroll, { passive: true });
    return () => {
      clearTimeout(timer);
      element.removeEventListener("scroll", onScroll);
    };
  }, [list, scroller, following]);
  return date;
}
