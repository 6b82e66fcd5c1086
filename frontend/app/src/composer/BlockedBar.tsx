import { useChat } from "@roomcast/react";
import { unblock } from "../people/blocking.ts";
import { nameInText } from "../text/format.ts";
import { useMoreTexts } from "../text/more.ts";
import ui from "../ui/ui.module.css";
import styles from "./composer.module.css";
import type { BlockedHere } from "./useBlockedHere.ts";

/** Stands in for the message field of a direct room in which nobody can write because of a block. */
export default function BlockedBar({ other, byMe }: BlockedHere) {
  const m = useMoreTexts().blocks;
  const chat = useChat();
  const name = nameInText(other);
  return (
    <div className={styles.closed}>
      <p>{byMe ? m.blockedByMe(name) : m.blockedByOther(name)}</p>
      {byMe && (
        <button type="button" className={ui.button} onClick={() => void unblock(chat, other.id)}>
          {m.unblock}
        </button>
      )}
    </div>
  );
}
