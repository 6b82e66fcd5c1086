import type { Draft, Message } from "@roomcast/client";
import { useReadable } from "@roomcast/react";
import { type RefObject, useEffect, useMemo, useState } from "react";

/** The text in the message field, and the ways to change it. */
export type Writing = ReturnType<typeof useWriting>;

/** Holds the text in the message field: the draft of the room or thread, or the text of the message that is being edited. */
export function useWriting(of: Draft, editing: Message | null, field: RefObject<HTMLTextAreaElement | null>) {
  const state = useReadable(of);
  const draft = useMemo(() => ({ ...state, set: of.set, clear: of.clear }), [state, of]);
  const [edited, setEdited] = useState("");
  useEffect(() => setEdited(editing?.content ?? ""), [editing]);

  const text = editing ? edited : draft.text;
  const setText = (next: string) => {
    if (editing) setEdited(next);
    else draft.set({ text: next });
  };
  /** Replaces the characters from one position to another, and puts the caret behind the new ones. */
  const replace = (from: number, to: number, by: string) => {
    setText(text.slice(0, from) + by + text.slice(to));
    requestAnimationFrame(() => {
      field.current?.focus();
      field.current?.setSelectionRange(from + by.length, from + by.length);
    });
  };
  /** Replaces the selection with text. */
  const insert = (by: string) => {
    const { selectionStart = text.length, selectionEnd = text.length } = field.current ?? {};
    replace(selectionStart, selectionEnd, by);
  };
  return { text, draft, setText, replace, insert };
}
