/** The parts of a room's history: what is known, gaps, absences, moves. */
import { expect, it, vi } from "vitest";
import { GAP_PATIENCE_MS, MAX_GAP, MAX_REREAD } from "../../src/limits.js";
import { createAbsence } from "../../src/state/history/absence.js";
import { createGap } from "../../src/state/history/gap.js";
import { createKnown } from "../../src/state/history/known.js";
import { createMoves } from "../../src/state/history/moves.js";
import type { Reader } from "../../src/state/history/reader.js";
import { MessageWindow } from "../../src/state/history/window.js";
import type { MessageQuery } from "../../src/types/rest.js";
import { Clock } from "../world.js";

const message = (seq: number, change = {}) =>
  ({
    id: seq,
    seq,
    content: `m${seq}`,
    updated_at: "1",
    is_edited: false,
    is_deleted: false,
    ...change,
  }) as never;
const messages = (from: number, to: number) =>
  Array.from({ length: to - from + 1 }, (_, at) => message(from + at)) as { id: number; seq: number }[];

/** A reader of a room of so many messages; `asked` are its queries. */
function reading(total: number) {
  const window = new MessageWindow(() => false);
  const asked: MessageQuery[] = [];
  const pageOf = (query: Record<string, number>) => {
    const { after, before, around, page_size = 50, limit = page_size } = query;
    if (after !== undefined) return messages(after + 1, Math.min(total, after + limit));
    const end = before === undefined ? Math.min(total, (around ?? total) + limit / 2) : before - 1;
    const page = messages(Math.max(1, end - limit + 1), end);
    return before === undefined ? page : page.reverse();
  };
  const reader: Reader = {
    run: (act) => act(),
    read: async (query) => {
      asked.push(query);
      return pageOf(query as never) as never;
    },
    isOpen: () => true,
    open: () => {},
    close: () => {},
    showNewest: vi.fn(async () => window.reset(pageOf({ limit: 50 }) as never, true)),
    insist: (act) => void act(),
  };
  return { window, reader, asked, clock: new Clock() };
}

it("applies an edit and a deletion that arrive before their message, and keeps the later copy", () => {
  const known = createKnown(() => false);
  known.change(message(1, { content: "edited", updated_at: "2", is_edited: true }));
  known.erase(2);
  for (const seq of [1, 2, 3]) known.put(message(seq));
  known.change(message(3, { content: "new", updated_at: "3" }));
  known.put(message(3, { content: "old" }));
  expect(known.range(0, 3).map(({ content, is_deleted }) => (is_deleted ? "deleted" : content))).toEqual([
    "edited",
    "deleted",
    "new",
  ]);
});

it("gives the same array until a message in it changes", () => {
  const known = createKnown(() => false);
  for (const seq of [1, 2, 3]) known.put(message(seq));
  const before = known.range(0, 2);
  known.put(message(3, { updated_at: "9" }));
  expect(known.range(0, 2)).toBe(before);
  known.put(message(2, { updated_at: "9" }));
  expect(known.range(0, 2)).not.toBe(before);
});

it("fills a gap after a moment, unless the messages came out of order", async () => {
  const { asked, clock, reader, window } = reading(5);
  const gap = createGap(clock as never, window, reader, () => {});
  window.reset(messages(1, 3) as never, true);
  window.add([message(5)]);
  gap.fillSoon();
  window.add([message(4)]);
  await clock.advance(GAP_PATIENCE_MS);
  expect(asked).toEqual([]);
  window.saw(7);
  gap.fillSoon();
  gap.close();
  await clock.advance(GAP_PATIENCE_MS);
  expect(asked).toEqual([]);
  gap.fillSoon();
  await clock.advance(GAP_PATIENCE_MS);
  expect(asked).toMatchObject([{ after: 5 }]);
});

it("shows the newest messages instead of filling a gap that is too large", async () => {
  const { asked, clock, reader, window } = reading(MAX_GAP + 100);
  window.reset(messages(1, 3) as never, true);
  window.saw(MAX_GAP + 100);
  createGap(clock as never, window, reader, () => {}).fill();
  await clock.advance(0);
  expect([asked, window.end]).toEqual([[], MAX_GAP + 100]);
});

it("reads everything shown again after an absence, newest first, and drops what is older than its limit", async () => {
  const { asked, clock, reader, window } = reading(MAX_REREAD + 300);
  window.reset(messages(101, MAX_REREAD + 300) as never, true);
  const absence = createAbsence(window, reader);
  absence.reread();
  expect(absence.isOpen()).toBe(true);
  await clock.advance(0, 50);
  expect(absence.isOpen()).toBe(false);
  expect(asked.length).toBe(MAX_REREAD / 100);
  expect(window.base).toBe(300);
});

it("moves both ways by pages, to a message and back to the newest, and shares a call that is under way", async () => {
  const { asked, reader, window } = reading(200);
  window.reset(messages(101, 150) as never, false);
  const moves = createMoves(window, reader);
  await Promise.all([moves.older(), moves.older(), moves.newer()]);
  expect([asked.length, window.base, window.end]).toEqual([2, 50, 200]);
  await moves.around(30);
  expect([window.atEnd, window.end]).toEqual([false, 55]);
  await moves.latest();
  await moves.latest();
  expect([window.atEnd, window.base, vi.mocked(reader.showNewest).mock.calls.length]).toEqual([true, 150, 1]);
});
