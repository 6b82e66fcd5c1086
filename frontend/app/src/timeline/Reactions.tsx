import type { Message, User } from "@roomcast/client";
import { useReadable } from "@roomcast/react";
import type { Texts } from "../text/en.ts";
import { nameInText } from "../text/format.ts";
import { grouped } from "../text/number.ts";
import { Icon } from "../ui/Icon.tsx";
import type { MessageActions } from "./messageActions.ts";
import styles from "./reactions.module.css";
import { reactedBy } from "./reactions.ts";

interface ReactionsProps {
  t: Texts;
  message: Message;
  /** The reader. */
  me: User | null;
  actions: Pick<MessageActions, "react" | "openReactions" | "own" | "info">;
}

/** The reactions to a message: a button for each emoji, and one that adds another emoji. */
export function Reactions({ t, message, me, actions }: ReactionsProps) {
  const own = useReadable(actions.own);
  const members = useReadable(actions.info)?.members;
  const mayReact = own !== null && !own.is_muted;
  const nameOf = (id: number) => {
    const user = members?.find((each) => each.id === id);
    return user && nameInText(user);
  };
  return (
    <ul className={styles.reactions} aria-label={t.reactions}>
      {message.reactions.map((reaction) => {
        const { emoji, count } = reaction;
        const words = reactedBy(t, reaction, me?.id, nameOf);
        return (
          <li key={emoji}>
            <button
              type="button"
              className={styles.chip}
              aria-pressed={!!reaction.me}
              // It ends with what is seen, so that it can be said.
              aria-label={`${words} ${grouped(count)}`}
              title={words}
              disabled={!mayReact}
              onClick={() => actions.react(message, emoji, !reaction.me)}
            >
              <span>{emoji}</span> <span className={styles.count}>{grouped(count)}</span>
            </button>
          </li>
        );
      })}
      {mayReact && (
        <li>
          <button
            type="button"
            className={styles.chip}
            aria-label={t.addReaction}
            title={t.addReaction}
            aria-haspopup="dialog"
            onClick={(event) => actions.openReactions(message, event.currentTarget.getBoundingClientRect())}
          >
            <Icon name="smile" size={16} />
          </button>
        </li>
      )}
    </ul>
  );
}
