import type { Message } from "@roomcast/client";
import { useChat, useDraft, useOwn } from "@roomcast/react";
import {
  type ClipboardEvent,
  type KeyboardEvent,
  lazy,
  type Ref,
  Suspense,
  useEffect,
  useImperativeHandle,
  useRef,
  useState,
} from "react";
import { COMPOSER_ID, isTouch } from "../state/ids.ts";
import { complain } from "../state/toasts.ts";
import { useTexts } from "../text/index.ts";
import { Icon } from "../ui/Icon.tsx";
import ui from "../ui/ui.module.css";
import { Context } from "./Context.tsx";
import styles from "./composer.module.css";
import { Files } from "./Files.tsx";
import { MentionList, mentionOptionId, useMentions } from "./MentionList.tsx";
import { useFiles } from "./useFiles.ts";

const EmojiPicker = lazy(() => import("./EmojiPicker.tsx"));

/** Unicode code points; the server takes no more. */
const MOST = 4_000;
const COUNT_FROM = 3_600;

export interface ComposerHandle {
  add(files: Iterable<File>): void;
}

interface ComposerProps {
  ref: Ref<ComposerHandle>;
  id: number;
  name: string;
  /** The message that is being edited, instead of a new one being written. */
  editing: Message | null;
  onEdit(message: Message): void;
  onEdited(): void;
}

const length = (text: string) => (text.length < COUNT_FROM ? text.length : [...text].length);

/** Where one writes. */
export function Composer({ ref, id, name, editing, onEdit, onEdited }: ComposerProps) {
  const t = useTexts();
  const room = useChat().room(id);
  const me = useChat().me;
  const draft = useDraft(id);
  const own = useOwn(id);
  const field = useRef<HTMLTextAreaElement>(null);
  const [edited, setEdited] = useState("");
  const [emoji, setEmoji] = useState(false);
  const { files, add, remove, measure, take } = useFiles();
  useImperativeHandle(ref, () => ({ add }), [add]);
  useEffect(() => setEdited(editing?.content ?? ""), [editing]);

  const text = editing ? edited : draft.text;
  const setText = (next: string) => {
    if (editing) setEdited(next);
    else draft.set({ text: next });
  };
  const replace = (from: number, to: number, by: string) => {
    setText(text.slice(0, from) + by + text.slice(to));
    requestAnimationFrame(() => {
      field.current?.focus();
      field.current?.setSelectionRange(from + by.length, from + by.length);
    });
  };
  const mentions = useMentions(room, text, field, replace);
  const left = MOST - length(text);
  const hasText = text.trim() !== "";
  const ready = left >= 0 && (hasText || (files.length > 0 && !editing));

  const submit = () => {
    if (!ready) return;
    const content = text.trimEnd();
    if (editing) {
      if (content !== editing.content) room.edit(editing.id, content).catch(complain);
      return onEdited();
    }
    const reply_to = draft.replyTo;
    const [first, ...others] = take();
    room.send({ content: hasText ? content : "", reply_to, file: first });
    for (const file of others) room.send({ content: "", file });
    draft.clear();
  };

  const giveUp = () => {
    if (editing) onEdited();
    else if (draft.replyTo !== null) draft.set({ replyTo: null });
    else room.markRead();
  };
  const editLast = () => {
    const mine = room.timeline
      .get()
      .entries.findLast(
        (entry) =>
          entry.kind === "sent" && entry.message.sender.id === me.get()?.id && !entry.message.is_deleted,
      );
    if (mine?.kind === "sent") onEdit(mine.message);
    return mine !== undefined;
  };

  const onKeyDown = (event: KeyboardEvent) => {
    // While an input method composes, its keys are not ours; some browsers end that before the last key.
    if (event.nativeEvent.isComposing || event.keyCode === 229) return;
    if (mentions.onKeyDown(event)) return;
    if (event.key === "Enter" && !event.shiftKey && !isTouch()) {
      event.preventDefault();
      submit();
    } else if (event.key === "Escape") giveUp();
    else if (event.key === "ArrowUp" && text === "" && !editing && editLast()) event.preventDefault();
  };
  const onPaste = (event: ClipboardEvent) => {
    if (event.clipboardData.files.length === 0) return;
    event.preventDefault();
    add(event.clipboardData.files);
  };

  if (own?.is_muted) return <p className={styles.closed}>{t.muted}</p>;
  return (
    <form
      className={styles.composer}
      onSubmit={(event) => {
        event.preventDefault();
        submit();
        field.current?.focus();
      }}
    >
      <MentionList mentions={mentions} />
      <Context room={room} editing={editing} replyTo={draft.replyTo} onCancel={giveUp} />
      <Files files={files} onRemove={remove} onMeasure={measure} />
      <div className={styles.line}>
        <label className={ui.iconButton} data-disabled={editing !== null || undefined}>
          <span className={ui.hidden}>{t.attach}</span>
          <Icon name="paperclip" />
          <input
            type="file"
            multiple
            className={styles.fileInput}
            disabled={editing !== null}
            onChange={(event) => {
              add(event.target.files ?? []);
              event.target.value = "";
              field.current?.focus();
            }}
          />
        </label>
        <textarea
          ref={field}
          id={COMPOSER_ID}
          rows={1}
          value={text}
          dir="auto"
          placeholder={t.write(name)}
          aria-label={t.write(name)}
          aria-autocomplete="list"
          aria-controls={mentions.open ? mentions.listId : undefined}
          aria-activedescendant={
            mentions.open ? mentionOptionId(mentions.listId, mentions.active) : undefined
          }
          enterKeyHint={isTouch() ? "enter" : "send"}
          onChange={(event) => {
            setText(event.target.value);
            mentions.look();
            if (event.target.value && !editing) room.keystroke();
          }}
          onSelect={mentions.look}
          onBlur={mentions.close}
          onKeyDown={onKeyDown}
          onPaste={onPaste}
        />
        <button
          type="button"
          className={`${ui.iconButton} ${styles.emojiButton}`}
          aria-label={t.emoji}
          aria-expanded={emoji}
          onClick={() => setEmoji(!emoji)}
        >
          <Icon name="smile" />
        </button>
        <button
          type="submit"
          className={styles.send}
          aria-label={editing ? t.save : t.send}
          disabled={!ready}
        >
          <Icon name="send" />
        </button>
      </div>
      {left < MOST - COUNT_FROM && (
        <p className={styles.count} data-over={left < 0 || undefined} role={left < 0 ? "alert" : undefined}>
          {t.left(left)}
        </p>
      )}
      {emoji && (
        <Suspense>
          <EmojiPicker
            onClose={() => setEmoji(false)}
            onPick={(picked) => {
              setEmoji(false);
              const { selectionStart = text.length, selectionEnd = text.length } = field.current ?? {};
              replace(selectionStart, selectionEnd, picked);
            }}
          />
        </Suspense>
      )}
    </form>
  );
}
