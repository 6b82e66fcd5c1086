import { useTexts } from "../text/index.ts";
import { useMoreTexts } from "../text/more.ts";
import { inWords } from "../text/moreDurations.ts";
import ui from "../ui/ui.module.css";

/** The seconds between two messages that can be chosen; 0 is off. */
const CHOICES = [0, 5, 10, 30, 60, 300, 900, 3_600, 21_600];

/** The field for a room's slow mode. A value that somebody else has set stays among the choices. */
export function SlowModeField({ value, onChange }: { value: number; onChange(seconds: number): void }) {
  const t = useTexts();
  const m = useMoreTexts().slow;
  const choices = [...new Set([...CHOICES, value])].sort((a, b) => a - b);
  return (
    <label className={ui.field}>
      {m.label}
      <select className={ui.input} value={value} onChange={(event) => onChange(Number(event.target.value))}>
        {choices.map((seconds) => (
          <option key={seconds} value={seconds}>
            {seconds === 0 ? m.off : m.every(inWords(t, seconds))}
          </option>
        ))}
      </select>
      <small>{m.hint}</small>
    </label>
  );
}
