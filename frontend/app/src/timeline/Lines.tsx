import type { Texts } from "../text/en.ts";
import { clock, nameOf } from "../text/format.ts";
import type { Happening } from "./happened.ts";
import styles from "./timeline.module.css";

/** What happened to members between two messages. */
export function Lines({ t, lines }: { t: Texts; lines: readonly Happening[] }) {
  return lines.map(({ id, who, what, at }) => (
    <p key={id} className={styles.system} dir="auto">
      {t.happened[what](nameOf(who))} · <time dateTime={at.toISOString()}>{clock(at)}</time>
    </p>
  ));
}
