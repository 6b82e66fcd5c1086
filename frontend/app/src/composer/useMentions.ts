import type { Member, Room } from "@roomcast/client";
import { type KeyboardEvent, type RefObject, useEffect, useId, useRef, useState } from "react";
import { store, useStore } from "../state/store.ts";
import { MENTION_SIGNS } from "../text/mentions.ts";

/** The element id of an option in a mention list. */
export const mentionOptionId = (list: string, index: number) => `${list}-${index}`;

/** Members listed at most. */
const SHOWN = 8;
/** Time without a key press until the server is asked. */
const ASK_AFTER_MS = 80;
/** Matches the `@` and the word at the caret. A username may hold almost anything; a space or an `@` ends the word. */
const BEFORE_CARET = new RegExp(`(?:^|[^A-Za-z0-9])[${MENTION_SIGNS}]([^\\s${MENTION_SIGNS}]{0,30})$`);

/** State and actions of a mention list. */
export type Mentions = ReturnType<typeof useMentions>;

/** Looks up members whose username begins with the word at the caret, if an `@` stands before that word. */
export function useMentions(
  room: Room,
  field: RefObject<HTMLTextAreaElement | null>,
  replace: (from: number, to: number, by: string) => void,
) {
  const listId = useId();
  // A store, because React may render at a state that is set to what it is.
  const [at] = useState(() => store<string | null>(null));
  const word = useStore(at);
  const [found, setFound] = useState<readonly Member[]>([]);
  const [active, setActive] = useState(0);
  const refused = useRef<string | null>(null);

  useEffect(() => {
    if (word === null) return setFound([]);
    let wanted = true;
    const timer = setTimeout(async () => {
      const members = await room.searchMembers(word.normalize("NFC")).catch(() => []);
      if (!wanted) return;
      setFound(members.slice(0, SHOWN));
      setActive(0);
    }, ASK_AFTER_MS);
    return () => {
      wanted = false;
      clearTimeout(timer);
    };
  }, [room, word]);

  const look = () => {
    const element = field.current;
    if (!element || element.selectionStart !== element.selectionEnd) return close();
    const next = BEFORE_CARET.exec(element.value.slice(0, element.selectionStart))?.[1] ?? null;
    if (next !== refused.current) refused.current = null;
    at.set(next === refused.current ? null : next);
  };
  const close = () => at.set(null);
  const pick = (member: Member | undefined) => {
    if (!member || word === null || !field.current) return;
    const caret = field.current.selectionStart;
    replace(caret - word.length, caret, `${member.user.username} `);
    close();
  };
  const open = word !== null && found.length > 0;

  const onKeyDown = (event: KeyboardEvent): boolean => {
    if (!open) return false;
    const moves: Record<string, number> = { ArrowDown: 1, ArrowUp: -1 };
    const move = moves[event.key];
    if (move) setActive((active + move + found.length) % found.length);
    else if (event.key === "Enter" || event.key === "Tab") pick(found[active]);
    else if (event.key === "Escape") {
      refused.current = word;
      close();
    } else return false;
    event.preventDefault();
    return true;
  };
  return { open, listId, found, active, look, close, pick, onKeyDown };
}
