import { useChat, useMe, useReadable, useReadBy, useTyping } from "@roomcast/react";
import { nameInText } from "../text/format.ts";
import { useTexts } from "../text/index.ts";
import { newest } from "../timeline/entries.ts";
import styles from "./room.module.css";

/** Shows the users who are typing, else the readers of the user's newest message. */
export default function TypingLine({ id }: { id: number }) {
  const t = useTexts();
  const names = useTyping(id).map(nameInText);
  const readers = useReaders(id);
  if (names.length === 0) {
    return readers.length > 0 && <span>{t.readBy(new Intl.ListFormat(t.lang).format(readers))}</span>;
  }
  return (
    <>
      <span className={styles.wave} aria-hidden="true">
        <i />
        <i />
        <i />
      </span>
      <span>{t.typing(names)}</span>
    </>
  );
}

/** Names of the users who have read the newest message, if the user wrote it. */
function useReaders(id: number): string[] {
  const room = useChat().room(id);
  const me = useMe();
  const readBy = useReadBy(id);
  const info = useReadable(room.info);
  const last = newest(useReadable(room.timeline).entries);
  if (!last || !info || last.sender.id !== me?.id) return [];
  const readers = info.members.filter((user) => user.id !== me.id && (readBy.get(user.id) ?? 0) >= last.id);
  return readers.map(nameInText);
}
