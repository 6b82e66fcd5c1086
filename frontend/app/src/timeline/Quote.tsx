import type { Message } from "@roomcast/client";
import { useEffect, useState } from "react";
import { useBlocked } from "../state/blocks.ts";
import { excerpt, nameOf } from "../text/format.ts";
import { useTexts } from "../text/index.ts";
import { Icon } from "../ui/Icon.tsx";
import ui from "../ui/ui.module.css";
import type { MessageActions } from "./messageActions.ts";
import styles from "./timeline.module.css";

/** Shows the message that another one answers, in one line; a click goes to it. */
export function Quote({ id, actions }: { id: number; actions: MessageActions }) {
  const t = useTexts();
  const message = useMessage(id, actions);
  const blocked = useBlocked();
  const hidden = message && blocked.has(message.sender.id) && !actions.info.get()?.is_direct;
  return (
    <button type="button" tabIndex={-1} className={styles.quote} onClick={() => actions.goTo(id)}>
      <Icon name="reply" size={14} />
      <span className={ui.hidden}>{t.inReplyTo}</span>
      {message && !hidden && <b dir="auto">{nameOf(message.sender)}</b>}
      <span dir="auto">{hidden ? t.blockedMessage : message ? excerpt(t, message) : "…"}</span>
    </button>
  );
}

/** The message with an id, from the list or else from the server; null until it is known. */
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
