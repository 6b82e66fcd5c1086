import { type ClipboardEvent, type KeyboardEvent, type RefObject, useLayoutEffect } from "react";
import { isTouch } from "../state/ids.ts";
import type { Store } from "../state/store.ts";
import styles from "./composer.module.css";
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

/** The field that a message is written in, as high as its text. Pasted files are added to the message. */
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
    const element = field.current;
    if (!element) return;
    const show = () => {
      // At a key, the element has its text already.
      if (element.value !== text.get()) element.value = text.get();
      fit(element);
    };
    // To measure an empty field would lay out the page while it opens.
    if (element.value !== text.get()) show();
    const unsubscribe = text.subscribe(show);
    // A frame later: the list is resized with the box, and its observer could not be told in the same frame any more.
    const observer = new ResizeObserver(() => requestAnimationFrame(() => fit(element)));
    observer.observe(element);
    return () => {
      unsubscribe();
      observer.disconnect();
    };
  }, [field, text]);
  return (
    <div className={styles.field}>
      {/* It is laid out without the page around it at a key; a flex item could not be. */}
      <div>
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
      </div>
    </div>
  );
}

/** Makes the box around the field as high as the field, if it is not. */
function fit({ offsetHeight, parentElement: box }: HTMLTextAreaElement) {
  if (box && box.clientHeight !== offsetHeight) box.style.height = `${offsetHeight}px`;
}
