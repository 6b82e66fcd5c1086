import type { Message } from "@roomcast/client";
import { useEffect, useState } from "react";
import { excerpt, nameOf } from "../text/format.ts";
import { useTexts } from "../text/index.ts";
import { Icon } from "../ui/Icon.tsx";
import ui from "../ui/ui.module.css";
import styles from "./timeline.module.css";
import type { Acts } from "./useActs.tsx";

/** The message that another one answers, in one line; a click goes there. */
export function Quote({ id, acts }: { id: number; acts: Acts }) {
  const t = useTexts();
  const message = useMessage(id, acts);
  return (
    <button type="button" tabIndex={-1} className={styles.quote} onClick={() => acts.goTo(id)}>
      <Icon name="reply" size={14} />
      <span className={ui.hidden}>{t.inReplyTo}</span>
      {message && <b>{nameOf(message.sender)}</b>}
      <span dir="auto">{message ? excerpt(t, message) : "…"}</span>
    </button>
  );
}

/** A message, as it is shown or as the server has it. */
export function useMessage(
  id: number | null,
  from: { message(id: number): Promise<Message> },
): Message | null {
  const [message, setMessage] = useState<Message | null>(null);
  useEffect(() => {
    setMessage(null);
    if (id === null) return;
    let wanted = true;
    from.message(id).then(
      (found) => wanted && setMessage(found),
      () => undefined,
    );
    return () => {
      wanted = false;
    };
  }, [id, from]);
  return message;
}
