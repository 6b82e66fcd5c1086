import { type ClipboardEvent, type KeyboardEvent, type RefObject, useLayoutEffect } from "react";
import { isTouch } from "../state/ids.ts";
import type { Store } from "../state/store.ts";
import { pastedFiles } from "./paste.ts";
import { type Mentions, mentionOptionId } from "./useMentions.ts";

interface MessageFieldProps {
  field: RefObject<HTMLTextAreaElement | null>;
  /** The element's id. */
  id: string;
  /** What it is called. */
  label: string;
  text: Store<string>;
  mentions: Mentions;
  onText(text: string): void;
  onKeyDown(event: KeyboardEvent): void;
  onFiles(files: Iterable<File>): void;
}

/** The field that a message is written in. Pasted files are added to the message. */
export function MessageField({
  field,
  id,
  label,
  text,
  mentions,
  onText,
  onKeyDown,
  onFiles,
}: MessageFieldProps) {
  const { open, listId, active, look, close } = mentions;
  const onPaste = (event: ClipboardEvent) => {
    const files = pastedFiles(event.clipboardData);
    if (files.length === 0) return;
    event.preventDefault();
    onFiles(files);
  };
  useLayoutEffect(() => {
    // At a key, the element has its text already.
    const show = () => {
      if (field.current && field.current.value !== text.get()) field.current.value = text.get();
    };
    show();
    return text.subscribe(show);
  }, [field, text]);
  return (
    <textarea
      ref={field}
      id={id}
      rows={1}
      dir="auto"
      placeholder={label}
      aria-label={label}
      aria-autocomplete="list"
      aria-controls={open ? listId : undefined}
      aria-activedescendant={open ? mentionOptionId(listId, active) : undefined}
      enterKeyHint={isTouch() ? "enter" : "send"}
      onChange={(event) => {
        onText(event.target.value);
        look();
      }}
      onSelect={look}
      onBlur={close}
      onKeyDown={onKeyDown}
      onPaste={onPaste}
    />
  );
}
