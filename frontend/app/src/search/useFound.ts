import type { RestCalls } from "@roomcast/client";
import { useChat } from "@roomcast/react";
import { useCallback, useEffect, useRef, useState } from "react";
import { createSearch, type Found, NOTHING } from "./createSearch.ts";
import type { Kind } from "./typed.ts";

/** Time without a key press until the server is asked. */
const ASK_AFTER_MS = 350;

/** What is searched for. */
export interface Asked {
  /** The room to search in; null for all of the user's rooms. */
  room: number | null;
  words: string;
  sender: number | null;
  has: Kind | null;
}

/** Whether a search is worth a call: two letters, or one of a script without an alphabet, or a filter. */
const isWorthIt = ({ words, sender, has }: Asked) =>
  sender !== null || has !== null || words.length > 1 || /[^\p{ASCII}\p{Script=Latin}]/u.test(words);

function ask(rest: RestCalls, { room, words, sender, has }: Asked, cursor?: string) {
  const query = { q: words || undefined, sender_id: sender ?? undefined, has: has ?? undefined, cursor };
  return room === null ? rest.searchMessages(query) : rest.searchRoom(room, query);
}

/** Searches messages a moment after the last change of what is searched for; null if there is nothing to search for. */
export function useFound(asked: Asked): { found: Found | null; more(): void } {
  const { rest } = useChat();
  const [found, setFound] = useState<Found>(NOTHING);
  const search = useRef<ReturnType<typeof createSearch> | null>(null);
  const key = isWorthIt(asked) ? JSON.stringify(asked) : "";
  useEffect(() => {
    if (!key) return setFound(NOTHING);
    setFound((before) => ({ ...NOTHING, messages: before.messages, isBusy: true }));
    // What was found before stays until the first answer, so that the list does not flicker.
    const show = (next: Found) =>
      setFound(({ messages }) => (next.isBusy && next.messages.length === 0 ? { ...next, messages } : next));
    const begun = createSearch((cursor) => ask(rest, JSON.parse(key), cursor), show);
    search.current = begun;
    const timer = setTimeout(begun.more, ASK_AFTER_MS);
    return () => {
      clearTimeout(timer);
      begun.end();
    };
  }, [rest, key]);
  const more = useCallback(() => void search.current?.more(), []);
  return { found: key ? found : null, more };
}
