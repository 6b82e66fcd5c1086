import type { Message } from "@roomcast/client";
import type { Texts } from "../text/en.ts";
import type { MessageActions } from "./messageActions.ts";
import styles from "./replyCount.module.css";

interface ReplyCountProps {
  t: Texts;
  message: Message;
  replies: number;
  actions: Pick<MessageActions, "openThread">;
}

/** The number of replies in the thread that begins with a message; a click shows them. */
export function ReplyCount({ t, message, replies, actions }: ReplyCountProps) {
  return (
    <button type="button" className={styles.replies} onClick={() => actions.openThread?.(message)}>
      {t.replies(replies)}
    </button>
  );
}
