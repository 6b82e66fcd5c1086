import type { Report } from "@roomcast/client";
import { useEffect, useRef, useState } from "react";
import { useLocation } from "wouter";
import { isNarrow } from "../state/ids.ts";
import { dateOf, exact, nameOf, when } from "../text/format.ts";
import { useTexts } from "../text/index.ts";
import { useMoreTexts } from "../text/more.ts";
import { Avatar } from "../ui/Avatar.tsx";
import ui from "../ui/ui.module.css";
import { Panel } from "./Panel.tsx";
import styles from "./people.module.css";
import { useReports } from "./useReports.ts";

interface ReportsProps {
  /** The room's id. */
  id: number;
  /** Called with the id of the message that the user wants to see. */
  onPick(message: number): void;
  /** Closes the list of reports. */
  onBack(): void;
  /** Closes the whole panel. */
  onClose(): void;
}

/** Lists the reports of a room's messages for an admin, who marks them as handled. */
export function Reports({ id, onPick, onBack, onClose }: ReportsProps) {
  const t = useTexts();
  const more = useMoreTexts().reports;
  const { reports, handle, loadMore } = useReports(id);
  const [, navigate] = useLocation();
  const { list, focusAt } = useNextFocus();
  const goTo = (message: number) => {
    navigate(`/r/${id}/m/${message}`);
    onPick(message);
    // On a narrow page the panel would cover the message.
    if (isNarrow()) onClose();
  };
  return (
    <Panel title={t.reports} onClose={onBack}>
      <ul className={styles.reports} ref={list}>
        {reports?.map((report, at) => (
          <Line
            key={report.id}
            report={report}
            onPick={() => goTo(report.message_id)}
            onHandled={async () => (await handle(report)) && focusAt(at)}
          />
        ))}
      </ul>
      {reports?.length === 0 && !loadMore && <p className={styles.nothing}>{more.noReports}</p>}
      {loadMore && (
        <button type="button" className={ui.button} data-look="plain" onClick={() => void loadMore()}>
          {t.loadMore}
        </button>
      )}
    </Panel>
  );
}

/** After a report has gone with its focused button, moves the focus to the one in its place. */
function useNextFocus() {
  const list = useRef<HTMLUListElement>(null);
  const [gone, setGone] = useState<number | null>(null);
  useEffect(() => {
    if (gone === null) return;
    setGone(null);
    const items = list.current?.children;
    const next = items?.[Math.min(gone, items.length - 1)] ?? list.current?.closest("aside");
    next?.querySelector<HTMLElement>("button:last-of-type")?.focus();
  }, [gone]);
  return { list, focusAt: setGone };
}

interface LineProps {
  report: Report;
  onPick(): void;
  onHandled(): void;
}

function Line({ report, onPick, onHandled }: LineProps) {
  const t = useTexts();
  const more = useMoreTexts().reports;
  const at = dateOf(report.created_at);
  return (
    <li>
      <Avatar user={report.sender} />
      <b dir="auto">{nameOf(report.sender)}</b>
      <time dateTime={report.created_at} title={exact(t, at)}>
        {when(t, at)}
      </time>
      {report.content && <blockquote dir="auto">{report.content}</blockquote>}
      {report.file_name && <blockquote dir="auto">{report.file_name}</blockquote>}
      <p>
        <small>{more.reportedFor}: </small>
        <bdi>{report.reason}</bdi>
      </p>
      <div>
        <button type="button" className={ui.button} data-look="plain" onClick={onPick}>
          {more.toMessage}
        </button>
        <button type="button" className={ui.button} onClick={onHandled}>
          {more.handled}
        </button>
      </div>
    </li>
  );
}
