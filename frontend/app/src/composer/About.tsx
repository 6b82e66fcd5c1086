import type { Message, Room } from "@roomcast/client";
import { excerpt, nameInText } from "../text/format.ts";
import { useTexts } from "../text/index.ts";
import { useMessage } from "../timeline/Quote.tsx";
import { Icon } from "../ui/Icon.tsx";
import ui from "../ui/ui.module.css";
import styles from "./composer.module.css";

interface AboutProps {
  room: Room;
  editing: Message | null;
  replyTo: number | null;
  onCancel(): void;
}

/** Shows the message that is being edited or answered, above the message field. */
export default function About({ room, editing, replyTo, onCancel }: AboutProps) {
  const t = useTexts();
  const answered = useMessage(editing ? null : replyTo, room);
  const message = editing ?? answered;
  if (!editing && replyTo === null) return null;
  const title = editing ? t.editing : answered ? t.replyingTo(nameInText(answered.sender)) : t.reply;
  return (
    <div className={styles.context}>
      <Icon name={editing ? "edit" : "reply"} size={18} />
      <p>
        <b>{title}</b>
        <span dir="auto">{message ? excerpt(t, message) : "…"}</span>
      </p>
      <button type="button" className={ui.iconButton} aria-label={t.cancel} onClick={onCancel}>
        <Icon name="close" size={18} />
      </button>
    </div>
  );
}
