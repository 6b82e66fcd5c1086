import type { SentEntry } from "@roomcast/client";
import { useEffect, useState } from "react";
import type { Texts } from "../text/en.ts";
import { Icon } from "../ui/Icon.tsx";
import type { MessageActions } from "./messageActions.ts";
import styles from "./timeline.module.css";

/**
 * Rows get buttons after this time: most rows of a burst or a fast scroll are gone sooner, even on a slow machine, where
 * seconds pass between two updates.
 */
const TOOLS_AFTER_MS = 3_000;

/** Whether a row shows its buttons and time: when the pointer or the focus reaches it, or after a while. */
export function useTools() {
  const [wanted, setWanted] = useState(false);
  useEffect(() => {
    const timer = setTimeout(() => setWanted(true), TOOLS_AFTER_MS);
    return () => clearTimeout(timer);
  }, []);
  const want = () => setWanted(true);
  return { wanted, handlers: { onPointerEnter: want, onFocus: want } };
}

/** The buttons of a message. */
export function Tools({ t, entry, actions }: { t: Texts; entry: SentEntry; actions: MessageActions }) {
  return (
    <div className={styles.tools}>
      {actions.mayReact(entry.message) && (
        <button
          type="button"
          tabIndex={-1}
          aria-label={t.addReaction}
          aria-haspopup="dialog"
          onClick={(event) =>
            actions.openReactions(entry.message, event.currentTarget.getBoundingClientRect())
          }
        >
          <Icon name="smile" size={18} />
        </button>
      )}
      <button type="button" tabIndex={-1} aria-label={t.reply} onClick={() => actions.reply(entry.message)}>
        <Icon name="reply" size={18} />
      </button>
      <button
        type="button"
        tabIndex={-1}
        aria-label={t.messageActions}
        aria-haspopup="menu"
        onClick={(event) => actions.openMenu(entry, event.currentTarget.getBoundingClientRect())}
      >
        <Icon name="more" size={18} />
      </button>
    </div>
  );
}
