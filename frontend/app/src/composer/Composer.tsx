import type { Message } from "@roomcast/client";
import { useChat, useOwn } from "@roomcast/react";
import {
  type FormEvent,
  type KeyboardEvent,
  lazy,
  type Ref,
  Suspense,
  useImperativeHandle,
  useRef,
} from "react";
import { later } from "../state/later.ts";
import { useTexts } from "../text/index.ts";
import { newestOf } from "../timeline/entries.ts";
import { Icon } from "../ui/Icon.tsx";
import { AttachButton } from "./AttachButton.tsx";
import { CharactersLeft } from "./CharactersLeft.tsx";
import styles from "./composer.module.css";
import { onFieldKey } from "./fieldKeys.ts";
import { MessageField } from "./MessageField.tsx";
import { useEmoji } from "./useEmoji.tsx";
import { useFiles } from "./useFiles.ts";
import { useMentions } from "./useMentions.ts";
import { useSending } from "./useSending.ts";
import { useWriting } from "./useWriting.ts";

const About = lazy(later(() => import("./About.tsx")));
const MentionList = lazy(later(() => import("./MentionList.tsx")));
const Files = lazy(later(() => import("./Files.tsx")));

/** Lets others add files to the message. */
export interface ComposerHandle {
  add(files: Iterable<File>): void;
}

interface ComposerProps {
  ref: Ref<ComposerHandle>;
  /** The room's id. */
  id: number;
  /** The room's name. */
  name: string;
  /** The message that is being edited; null while a new one is written. */
  editing: Message | null;
  onEdit(message: Message): void;
  onEdited(): void;
  /** Called when a new message is sent. */
  onSent(): void;
}

/** Writes, edits and sends messages. */
export function Composer({ ref, id, name, editing, onEdit, onEdited, onSent }: ComposerProps) {
  const t = useTexts();
  const chat = useChat();
  const room = chat.room(id);
  const own = useOwn(id);
  const field = useRef<HTMLTextAreaElement>(null);
  const files = useFiles();
  useImperativeHandle(ref, () => ({ add: files.add }), [files.add]);
  const writing = useWriting(room, editing, field);
  const mentions = useMentions(room, writing.text, field, writing.replace);
  const emoji = useEmoji(writing.insert);
  const { ready, submit, cancel } = useSending({ room, editing, writing, files, onEdited, onSent });

  const editNewest = () => {
    const message = newestOf(room.timeline.get().entries, chat.me.get()?.id);
    if (message) onEdit(message);
    return message !== undefined;
  };
  const { replyTo } = writing.draft;
  const isIdle = writing.text === "" && !editing;
  const onKeyDown = (event: KeyboardEvent) =>
    onFieldKey(event, { isIdle, onMentionKey: mentions.onKeyDown, submit, cancel, editNewest });
  const onText = (text: string) => {
    writing.setText(text);
    if (text && !editing) room.keystroke();
  };
  const onFiles = (chosen: Iterable<File>) => {
    files.add(chosen);
    field.current?.focus();
  };
  const onSubmit = (event: FormEvent) => {
    event.preventDefault();
    submit();
    field.current?.focus();
  };

  if (own?.is_muted) return <p className={styles.closed}>{t.muted}</p>;
  const fieldProps = { name, text: writing.text, mentions, onText, onKeyDown, onFiles };
  const send = editing ? t.save : t.send;
  return (
    <form className={styles.composer} onSubmit={onSubmit}>
      <Suspense>{mentions.open && <MentionList mentions={mentions} />}</Suspense>
      <Suspense>
        {(editing || replyTo !== null) && (
          <About room={room} editing={editing} replyTo={replyTo} onCancel={cancel} />
        )}
      </Suspense>
      <Suspense>
        {files.files.length > 0 && (
          <Files files={files.files} onRemove={files.remove} onMeasure={files.measure} />
        )}
      </Suspense>
      <div className={styles.line}>
        <AttachButton disabled={editing !== null} onFiles={onFiles} />
        <MessageField ref={field} {...fieldProps} />
        {emoji.button}
        <button type="submit" className={styles.send} aria-label={send} disabled={!ready}>
          <Icon name="send" />
        </button>
      </div>
      <CharactersLeft text={writing.text} />
      {emoji.picker}
    </form>
  );
}
