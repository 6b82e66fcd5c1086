import { withoutControls } from "../text/bidi.ts";
import { nameOf } from "../text/format.ts";
import { useTexts } from "../text/index.ts";
import { Avatar } from "../ui/Avatar.tsx";
import styles from "./composer.module.css";
import { type Mentions, mentionOptionId } from "./useMentions.ts";

/** Lists the members that a mention may mean. */
export default function MentionList({ mentions }: { mentions: Mentions }) {
  const t = useTexts();
  const { open, listId, found, active, pick } = mentions;
  if (!open) return null;
  return (
    <div id={listId} role="listbox" aria-label={t.mentionList} className={styles.mentions}>
      {found.map((member, index) => (
        // biome-ignore lint/a11y/useKeyWithClickEvents: the text field keeps the focus and handles the keys
        <div
          key={member.id}
          id={mentionOptionId(listId, index)}
          role="option"
          tabIndex={-1}
          aria-selected={index === active}
          onMouseDown={(event) => event.preventDefault()}
          onClick={() => pick(member)}
        >
          <Avatar user={member.user} small />
          <b dir="auto">{nameOf(member.user)}</b>
          <bdi>{`@${withoutControls(member.user.username)}`}</bdi>
        </div>
      ))}
    </div>
  );
}
