import { ChatError, type RestMessage } from "@roomcast/client";
import { afterEach, beforeEach, expect, test, vi } from "vitest";
import { createSearch, type Found } from "../../src/search/createSearch.ts";
import { message } from "../fakes.tsx";

beforeEach(() => void vi.useFakeTimers({ now: 0 }));
afterEach(() => void vi.useRealTimers());

const results = (...seqs: number[]) => seqs.map((seq) => message(seq) as RestMessage);

/** A search whose parts are given, and what it showed last. */
function searching(...parts: ({ results: RestMessage[]; next: string | null } | ChatError)[]) {
  let shown: Found | undefined;
  const cursors: (string | undefined)[] = [];
  const ask = async (cursor?: string) => {
    cursors.push(cursor);
    const part = parts.shift();
    if (!part || part instanceof ChatError) throw part;
    return part;
  };
  const search = createSearch(ask, (found) => {
    shown = found;
  });
  return { ...search, cursors, shown: () => shown, seqs: () => shown?.messages.map(({ seq }) => seq) };
}

test("each call finds more; a message that comes again is shown once", async () => {
  const search = searching({ results: results(3, 2), next: "a" }, { results: results(2, 1), next: null });
  await search.more();
  expect(search.shown()).toMatchObject({ hasMore: true, isBusy: false });
  await search.more();
  await search.more();
  expect(search.seqs()).toEqual([3, 2, 1]);
  expect(search.shown()?.hasMore).toBe(false);
  expect(search.cursors).toEqual([undefined, "a"]);
});

test("parts without a result are passed by, but not for ever", async () => {
  const none = (next: string) => ({ results: [], next });
  const search = searching(none("a"), none("b"), none("c"), { results: results(1), next: null });
  await search.more();
  expect(search.shown()).toMatchObject({ messages: [], hasMore: true, isBusy: false });
  await search.more();
  expect(search.seqs()).toEqual([1]);
});

test("when the server asks to wait, the search says so and goes on by itself", async () => {
  const search = searching(new ChatError(429, "rate_limited", "wait", 20_000), {
    results: results(1),
    next: null,
  });
  await search.more();
  expect(search.shown()).toMatchObject({ goesOnAt: 20_000, hasMore: true });
  await vi.advanceTimersByTimeAsync(20_000);
  expect(search.shown()).toMatchObject({ goesOnAt: null, error: null, hasMore: false });
  expect(search.seqs()).toEqual([1]);
});

test("an ended search shows nothing and asks no more", async () => {
  const search = searching(new ChatError(429, "rate_limited", "wait", 1_000));
  await search.more();
  search.end();
  await vi.advanceTimersByTimeAsync(2_000);
  expect(search.cursors).toHaveLength(1);
});
