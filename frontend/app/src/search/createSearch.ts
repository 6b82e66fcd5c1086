import { ChatError, type RestMessage } from "@roomcast/client";

/** What a search has found so far. */
export interface Found {
  messages: readonly RestMessage[];
  /** Whether there are messages that were not looked at. */
  hasMore: boolean;
  isBusy: boolean;
  error: unknown;
  /** When the search goes on after the server has asked to wait, in milliseconds since 1970. */
  goesOnAt: number | null;
}

/** A search before its first answer. */
export const NOTHING: Found = { messages: [], hasMore: false, isBusy: false, error: null, goesOnAt: null };

/** Calls that follow each other while they find nothing: each looks at up to 5,000 messages. */
const CALLS = 3;

/** One part of what a search finds. */
interface Part {
  results: RestMessage[];
  next: string | null;
}

/**
 * Makes a search that finds more with each call of `more`, and goes on by itself when the server has asked to wait.
 *
 * @param ask reads the part that begins at a cursor
 * @param show is given what is found so far
 */
export function createSearch(ask: (cursor?: string) => Promise<Part>, show: (found: Found) => void) {
  let found = NOTHING;
  let next: string | null | undefined;
  let isOver = false;
  let timer: ReturnType<typeof setTimeout> | undefined;

  const change = (changes: Partial<Found>) => {
    found = { ...found, ...changes };
    if (!isOver) show(found);
  };
  const add = (messages: readonly RestMessage[]) => {
    // A room that moved meanwhile may be searched twice.
    const known = new Set(found.messages.map(({ id }) => id));
    change({ messages: [...found.messages, ...messages.filter(({ id }) => !known.has(id))] });
  };
  const read = async () => {
    for (let call = 0; call < CALLS && next !== null && !isOver; call += 1) {
      const part = await ask(next);
      next = part.next;
      add(part.results);
      if (part.results.length > 0) return;
    }
  };
  const more = async () => {
    if (found.isBusy || isOver || next === null) return;
    clearTimeout(timer);
    change({ isBusy: true, error: null, goesOnAt: null });
    try {
      await read();
      change({ isBusy: false, hasMore: next !== null });
    } catch (error) {
      const wait = error instanceof ChatError && error.code === "rate_limited" && error.retryAfterMs;
      change({ isBusy: false, hasMore: true, error, goesOnAt: wait ? Date.now() + wait : null });
      if (wait && !isOver) timer = setTimeout(more, wait);
    }
  };
  return {
    more,
    end() {
      isOver = true;
      clearTimeout(timer);
    },
  };
}
