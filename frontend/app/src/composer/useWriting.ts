import type { Draft, Message } from "@roomcast/client";
import { type RefObject, useMemo, useSyncExternalStore } from "react";
import { type Store, store } from "../state/store.ts";

/** The text in the message field, and the ways to change it. */
export type Writing = ReturnType<typeof useWriting>;

/** The text of a draft. */
const textOf = (draft: Draft): Store<string> => ({
  get: () => draft.get().text,
  set: (text) => draft.set({ text }),
  subscribe: draft.subscribe,
});

/**
 * Holds the text in the message field: the draft of the room or thread, or the text of the message that is being
 * edited. Whoever needs the text follows it: nothing else is rendered at a key.
 */
export function useWriting(
  draft: Draft,
  editing: Message | null,
  field: RefObject<HTMLTextAreaElement | null>,
) {
  const text = useMemo(() => (editing ? store(editing.content) : textOf(draft)), [draft, editing]);
  const replyTo = useSyncExternalStore(draft.subscribe, () => draft.get().replyTo);
  /** Replaces the characters from one position to another, and puts the caret behind the new ones. */
  const replace = (from: number, to: number, by: string) => {
    const before = text.get();
    text.set(before.slice(0, from) + by + before.slice(to));
    requestAnimationFrame(() => {
      field.current?.focus();
      field.current?.setSelectionRange(from + by.length, from + by.length);
    });
  };
  /** Replaces the selection with text. */
  const insert = (by: string) => {
    const { length } = text.get();
    const { selectionStart = length, selectionEnd = length } = field.current ?? {};
    replace(selectionStart, selectionEnd, by);
  };
  return { text, draft, replyTo, replace, insert };
}
