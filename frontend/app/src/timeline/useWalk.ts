import { type KeyboardEvent, useCallback, useMemo, useState } from "react";
import type { Acts } from "./useActs.tsx";
import type { usePlace } from "./usePlace.ts";

const articleOf = (target: EventTarget) => (target as HTMLElement).closest<HTMLElement>("article");

/** Keys in the list: arrows walk from message to message, letters act on the one that has the focus. */
export function useWalk(place: ReturnType<typeof usePlace>, acts: Acts) {
  const { entries, list, scroller } = place;
  const [key, setKey] = useState<string | null>(null);
  const keep = useMemo(() => {
    const index = key === null ? -1 : entries.findIndex((entry) => entry.key === key);
    return index < 0 ? undefined : [index];
  }, [entries, key]);

  const focus = useCallback(
    (index: number) => {
      const entry = entries[index];
      if (!entry) return;
      setKey(entry.key);
      list.current?.scrollToIndex(index, { align: "nearest" });
      requestAnimationFrame(() => {
        const row = scroller.current?.querySelector<HTMLElement>(
          `article[data-key="${CSS.escape(entry.key)}"]`,
        );
        row?.focus({ preventScroll: true });
      });
    },
    [entries, list, scroller],
  );

  const onKeyDown = useCallback(
    (event: KeyboardEvent<HTMLElement>) => {
      if (event.nativeEvent.isComposing || event.ctrlKey || event.metaKey || event.altKey) return;
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
      const { message } = entry;
      const letters: Record<string, () => void> = {
        r: () => !message.is_deleted && acts.reply(message),
        e: () => acts.mayEdit(message) && acts.edit(message),
        Delete: () => acts.mayRemove(message) && void acts.remove(message),
        Enter: () => acts.menu(entry, row.getBoundingClientRect()),
      };
      const act = letters[event.key.length === 1 ? event.key.toLowerCase() : event.key];
      if (!act) return;
      event.preventDefault();
      act();
    },
    [entries, focus, acts],
  );
  return { keep, onKeyDown };
}
