import { REPORT_REASON_CHARS } from "@roomcast/client/facts";
import { useChat } from "@roomcast/react";
import { useState } from "react";
import { toast } from "../state/toasts.ts";
import { useTexts } from "../text/index.ts";
import { useMoreTexts } from "../text/more.ts";
import ui from "../ui/ui.module.css";
import { FormDialog } from "./FormDialog.tsx";

interface ReportMessageProps {
  /** The message's id. */
  message: number;
  /** Whether it is of a direct room, whose reports only the operator gets. */
  direct: boolean;
  onClose(): void;
}

/** A dialog that reports a message. */
export default function ReportMessage({ message, direct, onClose }: ReportMessageProps) {
  const t = useTexts();
  const more = useMoreTexts().reports;
  const { rest } = useChat();
  const [reason, setReason] = useState("");
  const given = reason.trim();
  const left = REPORT_REASON_CHARS - [...given].length;
  const act = async () => {
    await rest.reportMessage(message, given);
    toast(more.reported);
  };
  const ready = given !== "" && left >= 0;
  return (
    <FormDialog title={more.reportTitle} action={more.reportAction} ready={ready} act={act} onClose={onClose}>
      <p className={ui.hint}>{direct ? more.reportHintDirect : more.reportHint}</p>
      <label className={ui.field}>
        {more.reportReason}
        <textarea
          className={ui.input}
          rows={4}
          required
          value={reason}
          onChange={(event) => setReason(event.target.value)}
        />
        <small role={left < 0 ? "alert" : undefined}>{t.left(left)}</small>
      </label>
    </FormDialog>
  );
}
