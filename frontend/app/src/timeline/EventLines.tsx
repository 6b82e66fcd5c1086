import type { Texts } from "../text/en.ts";
import { clock, nameInText } from "../text/format.ts";
import type { TimelineEvent } from "./memberEvents.ts";
import styles from "./timeline.module.css";

/** Shows the member events between two messages, one line each. */
export function EventLines({ t, events }: { t: Texts; events: readonly TimelineEvent[] }) {
  return events.map(({ id, user, kind, at }) => (
    <p key={id} className={styles.system} dir="auto">
      <span>{t.memberEvents[kind](nameInText(user))}</span> ·{" "}
      <time dateTime={at.toISOString()}>{clock(at)}</time>
    </p>
  ));
}
