import type { Draft, Message } from "@roomcast/client";
import { useChat, useOwn, useReadable } from "@roomcast/react";
import { type FormEvent, type KeyboardEvent, type Ref, useImperativeHandle, useRef, useState } from "react";
import { COMPOSER_ID } from "../state/ids.ts";
import { part } from "../state/part.tsx";
import { isolated } from "../text/bidi.ts";
import { useTexts } from "../text/index.ts";
import { newestOf } from "../timeline/entries.ts";
import { Icon } from "../ui/Icon.tsx";
import { AttachButton } from "./AttachButton.tsx";
import { CharactersLeft } from "./CharactersLeft.tsx";
import styles from "./composer.module.css";
import { onFieldKey } from "./fieldKeys.ts";
import { MessageField } from "./MessageField.tsx";
import { useBlockedHere } from "./useBlockedHere.ts";
import { useEmoji } from "./useEmoji.tsx";
import { useFiles } from "./useFiles.ts";
import { useMentions } from "./useMentions.ts";
import { useSending } from "./useSending.ts";
import { useWriting } from "./useWriting.ts";

const BlockedBar = part(() => import("./BlockedBar.tsx"));
const About = part(() => import("./About.tsx"));
const SlowMode = part(() => import("./slow/SlowMode.tsx"));
const MentionList = part(() => import("./MentionList.tsx"));
const Files = part(() => import("./Files.tsx"));

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
  /** The thread that is written in; absent in the room itself. */
  thread?: ThreadWriting;
}

/** What is different where a thread is written in. */
interface ThreadWriting {
  /** The id of its first message. */
  root: number;
  draft: Draft;
  /** The element id of its message field. */
  fieldId: string;
  /** The name of its message field. */
  label: string;
}

/** Writes, edits and sends messages. */
export function Composer({ ref, id, name, editing, onEdit, onEdited, onSent, thread }: ComposerProps) {
  const t = useTexts();
  const chat = useChat();
  const room = chat.room(id);
  const own = useOwn(id);
  const block = useBlockedHere(room);
  const slow = useReadable(room.info)?.slow_mode_s;
  const [isHeld, setHeld] = useState(false);
  const field = useRef<HTMLTextAreaElement>(null);
  const files = useFiles();
  useImperativeHandle(ref, () => ({ add: files.add }), [files.add]);
  const writing = useWriting(thread?.draft ?? room.draft, editing, field);
  const mentions = useMentions(room, field, writing.replace);
  const emoji = useEmoji(writing.insert);
  const { ready, submit, cancel } = useSending({
    room,
    editing,
    writing,
    files,
    root: thread?.root ?? null,
    isHeld,
    onEdited,
    onSent,
  });

  const editNewest = () => {
    const message = newestOf(room.timeline.get().entries, chat.me.get()?.id);
    if (message) onEdit(message);
    return message !== undefined;
  };
  const { text, replyTo } = writing;
  const onKeyDown = (event: KeyboardEvent) => {
    const isIdle = text.get() === "" && !editing;
    onFieldKey(event, { isIdle, onMentionKey: mentions.onKeyDown, submit, cancel, editNewest });
  };
  const onText = (next: string) => {
    text.set(next);
    if (next && !editing) room.keystroke();
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

  if (block) return <BlockedBar {...block} />;
  if (own?.is_muted) return <p className={styles.closed}>{t.muted}</p>;
  const { fieldId = COMPOSER_ID, label = t.write(isolated(name)) } = thread ?? {};
  const fieldProps = { id: fieldId, label, text, mentions, onText, onKeyDown, onFiles };
  const send = editing ? t.save : t.send;
  return (
    <form className={styles.composer} onSubmit={onSubmit}>
      {mentions.open && <MentionList mentions={mentions} />}
      {(editing || replyTo !== null) && (
        <About room={room} editing={editing} replyTo={replyTo} onCancel={cancel} />
      )}
      {files.files.length > 0 && (
        <Files files={files.files} onRemove={files.remove} onMeasure={files.measure} />
      )}
      {!!slow && <SlowMode room={room} seconds={slow} onHeld={setHeld} />}
      <div className={styles.line}>
        <AttachButton disabled={editing !== null} onFiles={onFiles} />
        <MessageField field={field} {...fieldProps} />
        {emoji.button}
        <button type="submit" className={styles.send} aria-label={send} disabled={!ready}>
          <Icon name="send" />
        </button>
      </div>
      <CharactersLeft text={text} />
      {emoji.picker}
    </form>
  );
}
