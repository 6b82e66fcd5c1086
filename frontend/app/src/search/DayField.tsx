import { useTexts } from "../text/index.ts";
import ui from "../ui/ui.module.css";
import styles from "./search.module.css";

/** Today in the form of a date field's value. */
const today = () => new Date(Date.now() - new Date().getTimezoneOffset() * 60_000).toISOString().slice(0, 10);

/** A field for a day; `onDay` gets the day's beginning in the reader's time zone, in milliseconds since 1970. */
export function DayField({ onDay }: { onDay(time: number): void }) {
  const t = useTexts();
  const onChange = (day: string) => {
    // A year that is still being typed reads like 0002 or 0020.
    if (day < "1970") return;
    // `Date.parse` takes a time without a zone as local time.
    onDay(Date.parse(`${day}T00:00`));
  };
  return (
    <label className={styles.day}>
      {t.toDay}
      <input
        type="date"
        className={ui.input}
        max={today()}
        onChange={(event) => onChange(event.target.value)}
      />
    </label>
  );
}
