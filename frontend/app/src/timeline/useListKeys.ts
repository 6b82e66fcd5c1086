import type { Entry, SentEntry } from "@roomcast/client";
import { type KeyboardEvent, useCallback, useMemo, useState } from "react";
import { isComposing, latinLetter } from "../ui/letters.ts";
import type { MessageActions } from "./messageActions.ts";
import type { Place } from "./place/usePlace.ts";

const articleOf = (target: EventTarget) => (target as HTMLElement).closest<HTMLElement>("article");

/** The action of a key on the message in a row; undefined for a key without one. */
function actionOf(
  event: { key: string; code: string },
  entry: SentEntry,
  row: Element,
  actions: MessageActions,
) {
  const { message } = entry;
  const byKey: Record<string, () => void> = {
    r: () => !message.is_deleted && actions.reply(message),
    e: () => actions.mayEdit(message) && actions.edit(message),
    "+": () => actions.mayReact(message) && actions.openReactions(message, row.getBoundingClientRect()),
    Delete: () => actions.mayRemove(message) && void actions.remove(message),
    Enter: () => actions.openMenu(entry, row.getBoundingClientRect()),
  };
  return byKey[latinLetter(event) || event.key];
}

/** Moves the focus to a row; `kept` are the indexes of rows that must stay rendered while they have it. */
function useRowFocus({
  entries,
  head,
  list,
  scroller,
}: Pick<Place, "entries" | "head" | "list" | "scroller">) {
  const [key, setKey] = useState<string | null>(null);
  const kept = useMemo(() => {
    const index = key === null ? -1 : head.findIndex((entry) => entry.key === key);
    return index < 0 ? undefined : [index];
  }, [head, key]);
  const focus = useCallback(
    (index: number) => {
      const entry: Entry | undefined = entries[index];
      if (!entry) return;
      setKey(entry.key);
      if (index < head.length) list.current?.scrollToIndex(index, { align: "nearest" });
      const look = () => {
        const selector = `article[data-key="${CSS.escape(entry.key)}"]`;
        const row = scroller.current?.querySelector<HTMLElement>(selector);
        row?.focus({ preventScroll: true });
        return document.activeElement === row;
      };
      requestAnimationFrame(() => {
        // A row that the virtual list has just made is hidden, and takes no focus, until its height is known. From one
        // that took it, the user may have gone on by then.
        if (!look()) requestAnimationFrame(look);
      });
    },
    [entries, head, list, scroller],
  );
  return { kept, focus };
}

/** Handles keys in the list: arrows move from message to message, letters act on the one that has the focus. */
export function useListKeys(place: Place, actions: MessageActions) {
  const { entries } = place;
  const { kept, focus } = useRowFocus(place);
  const onKeyDown = useCallback(
    (event: KeyboardEvent<HTMLElement>) => {
      if (isComposing(event) || event.ctrlKey || event.metaKey || event.altKey) return;
      const row = articleOf(event.target);
      const index = row ? entries.findIndex((entry) => entry.key === row.dataset.key) : entries.length;
      const moves: Record<string, number> = { ArrowUp: index - 1, ArrowDown: index + 1 };
      const to = moves[event.key];
      if (to !== undefined) {
        event.preventDefault();
        return focus(to);
      }
      const entry = entries[index];
      if (event.target !== row || entry?.kind !== "sent") return;
      const act = actionOf(event, entry, row, actions);
      if (!act) return;
      event.preventDefault();
      act();
    },
    [entries, focus, actions],
  );
  return { kept, onKeyDown };
}
