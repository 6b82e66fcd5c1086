import { useEffect, useRef, useState } from "react";
import { day, dayOf } from "../text/format.ts";
import { useTexts } from "../text/index.ts";
import { createdAt } from "./groups.ts";
import styles from "./timeline.module.css";
import type { usePlace } from "./usePlace.ts";

const SHOWN_MS = 1_200;
/** From a first message's top to below its day line. */
const LINE_PX = 100;

/** The day of the topmost message, while one scrolls. */
export function StickyDay({ place }: { place: ReturnType<typeof usePlace> }) {
  const t = useTexts();
  const [date, setDate] = useState<Date | null>(null);
  const { list, scroller, follows } = place;
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
      if (!top || follows.current) return null;
      // The day's own line is in sight.
      const own = !above || dayOf(createdAt(above)) !== dayOf(createdAt(top));
      if (own && element.scrollTop - (list.current?.getItemOffset(index) ?? 0) < LINE_PX) return null;
      return createdAt(top);
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
  }, [list, scroller, follows]);
  return (
    <div className={styles.stickyDay} data-shown={date !== null} aria-hidden="true">
      {date && day(t, date)}
    </div>
  );
}
