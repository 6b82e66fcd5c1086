import { type KeyboardEvent, useEffect, useState } from "react";
import { isComposing } from "../ui/letters.ts";
import { keyOf, type OptionGroup, type SearchOption } from "./options.ts";

/** The option that Enter picks: the first one, until the arrows move on. */
export function useActive(
  groups: readonly OptionGroup[],
  listId: string,
  pick: (option: SearchOption) => void,
  atEnd: () => void,
) {
  const [key, setKey] = useState("");
  const all = groups.flatMap(({ options }) => options);
  const index = Math.max(
    0,
    all.findIndex((option) => keyOf(option) === key),
  );
  const active = all[index];
  const id = active && `${listId}-${keyOf(active)}`;
  useEffect(() => {
    if (id) document.getElementById(id)?.scrollIntoView({ block: "nearest" });
  }, [id]);
  const onKeyDown = (event: KeyboardEvent) => {
    if (isComposing(event)) return;
    const moves: Record<string, number> = { ArrowDown: 1, ArrowUp: -1 };
    const move = moves[event.key];
    if (move) {
      if (index + move === all.length) atEnd();
      const next = all[Math.min(all.length - 1, Math.max(0, index + move))];
      if (next) setKey(keyOf(next));
    } else if (event.key === "Enter" && active) pick(active);
    else return;
    event.preventDefault();
  };
  return { activeKey: active ? keyOf(active) : "", activeId: id, onKeyDown };
}
