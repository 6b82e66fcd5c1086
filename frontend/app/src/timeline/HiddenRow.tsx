import { showMessage } from "../state/blocks.ts";
import type { RowProps } from "./rowProps.ts";
import styles from "./timeline.module.css";

/** Stands in for a message of a blocked user, until the reader wants to see it. */
export function HiddenRow({ t, entry }: Pick<RowProps, "t" | "entry">) {
  return (
    <article className={styles.system} data-key={entry.key} tabIndex={-1} aria-label={t.blockedMessage}>
      {t.blockedMessage} –{" "}
      <button
        type="button"
        className={styles.show}
        onClick={() => entry.kind === "sent" && showMessage(entry.message.id)}
      >
        {t.show}
      </button>
    </article>
  );
}
