import { useChat } from "@roomcast/react";
import { useState } from "react";
import { focusComposer } from "../state/ids.ts";
import { complain } from "../state/toasts.ts";
import { useTexts } from "../text/index.ts";
import { useMoreTexts } from "../text/more.ts";
import ui from "../ui/ui.module.css";
import styles from "./room.module.css";

/** Stands in for the message field while the user is not a member. */
export default function JoinBar({ id }: { id: number }) {
  const t = useTexts();
  const more = useMoreTexts().visit;
  const room = useChat().room(id);
  const [busy, setBusy] = useState(false);
  const join = () => {
    setBusy(true);
    room
      .join()
      .then(focusComposer, complain)
      .finally(() => setBusy(false));
  };
  return (
    <div className={styles.joinBar}>
      <p>{more.joinToWrite}</p>
      <button type="button" className={ui.button} data-look="main" disabled={busy} onClick={join}>
        {t.join}
      </button>
    </div>
  );
}
