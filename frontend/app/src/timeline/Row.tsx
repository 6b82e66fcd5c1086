import { memo } from "react";
import { day } from "../text/format.ts";
import { EventLines } from "./EventLines.tsx";
import { createdAt } from "./groups.ts";
import { HiddenRow } from "./HiddenRow.tsx";
import { MessageRow } from "./MessageRow.tsx";
import { RowBoundary } from "./RowBoundary.tsx";
import type { RowProps } from "./rowProps.ts";
import styles from "./timeline.module.css";

/** Shows a message, with the lines and the events above and below it. */
export const Row = memo(function Row(props: RowProps) {
  const { t, entry, grouped, newDay, unread, beginning, eventsBefore, eventsAfter } = props;
  const date = createdAt(entry);
  const system = entry.kind === "sent" && entry.message.message_type === "system";
  return (
    <>
      {beginning !== null && <p className={styles.beginning}>{beginning}</p>}
      {newDay && (
        <div className={styles.day}>
          <span>{day(t, date)}</span>
        </div>
      )}
      {eventsBefore && <EventLines t={t} events={eventsBefore} />}
      {unread && (
        <div className={styles.unread}>
          <span>{t.newMessages}</span>
        </div>
      )}
      <RowBoundary entry={entry} words={t.rowBroken}>
        {system ? (
          <p className={styles.system} dir="auto">
            {entry.message.content}
          </p>
        ) : props.hidden ? (
          <HiddenRow {...props} />
        ) : (
          <MessageRow {...props} head={!grouped || newDay || unread} date={date} />
        )}
      </RowBoundary>
      {eventsAfter && <EventLines t={t} events={eventsAfter} />}
    </>
  );
});
