import { useEffect, useState } from "react";
import { day, dayOf } from "../text/format.ts";
import { useTexts } from "../text/index.ts";
import { createdAt } from "./groups.ts";
import styles from "./timeline.module.css";
import type { usePlace } from "./usePlace.ts";

const SHOWN_MS = 1_200;

/** The day of the topmost message, while one scrolls. */
export function StickyDay({ place }: { place: ReturnType<typeof usePlace> }) {
  const t = useTexts();
  const [date, setDate] = useState<Date | null>(null);
  const { list, scroller, entries } = place;
  useEffect(() => {
    const element = scroller.current;
    if (!element) return;
    let timer: ReturnType<typeof setTimeout>;
    const onScroll = () => {
      clearTimeout(timer);
      timer = setTimeout(() => setDate(null), SHOWN_MS);
      const top = entries[list.current?.findItemIndex(element.scrollTop) ?? -1];
      const next = top ? createdAt(top) : null;
      setDate((before) => (before && next && dayOf(before) === dayOf(next) ? before : next));
    };
    element.addEventListener("scroll", onScroll, { passive: true });
    return () => {
      clearTimeout(timer);
      element.removeEventListener("scroll", onScroll);
    };
  }, [list, scroller, entries]);
  return (
    <div className={styles.stickyDay} data-shown={date !== null} aria-hidden="true">
      {date && day(t, date)}
    </div>
  );
}
