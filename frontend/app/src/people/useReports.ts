import { ChatError, type Report } from "@roomcast/client";
import { useChat } from "@roomcast/react";
import { useCallback, useEffect, useState } from "react";
import { complain, toast } from "../state/toasts.ts";
import { currentTexts } from "../text/index.ts";

/** Whether a report is not there any more: another admin has handled it. */
const isGone = (error: unknown) => error instanceof ChatError && error.detail === "report_not_found";

/** The reports of a room for an admin, page by page; `reports` is null until the first page has come. */
export function useReports(room: number) {
  const { rest } = useChat();
  const [reports, setReports] = useState<readonly Report[] | null>(null);
  const [cursor, setCursor] = useState<string | null>(null);
  const load = useCallback(
    (from?: string) =>
      rest.listReports(room, { cursor: from }).then(({ items, next }) => {
        setReports((before) => (from && before ? [...before, ...items] : items));
        setCursor(next);
      }, complain),
    [rest, room],
  );
  useEffect(() => void load(), [load]);
  /** Takes a report off the list of all admins; answers whether that is done. */
  const handle = async (report: Report) => {
    try {
      await rest.deleteReport(room, report.id);
    } catch (error) {
      if (!isGone(error)) {
        complain(error);
        return false;
      }
    }
    toast(currentTexts().done);
    setReports((before) => before?.filter(({ id }) => id !== report.id) ?? null);
    return true;
  };
  return { reports, handle, loadMore: cursor === null ? null : () => load(cursor) };
}
