import { expect, test } from "vitest";
import { visibleMessages } from "../../src/timeline/visible.ts";
import { local, timelineOf } from "../fakes.tsx";

/** A list with rows of 100 px. */
const list = {
  findItemIndex: (offset: number) => Math.max(0, Math.floor(offset / 100)),
  getItemOffset: (index: number) => index * 100,
  getItemSize: () => 100,
};
const box = (scrollTop: number) => ({ scrollTop, clientHeight: 500, scrollHeight: 2_000 });
const seqs = (scrollTop: number, entries = timelineOf(1, 20).entries) => {
  const visible = visibleMessages(list, box(scrollTop), entries);
  return visible && [visible.first.seq, visible.last.seq];
};

test("a row counts as visible unless much of its end is hidden", () => {
  expect(seqs(300)).toEqual([4, 8]);
  expect(seqs(350)).toEqual([4, 8]);
  expect(seqs(390)).toEqual([4, 9]);
});

test("a row higher than the screen is visible, and rows of unsent messages do not count", () => {
  const high = { ...list, findItemIndex: () => 2, getItemSize: () => 5_000 };
  const { entries } = timelineOf(1, 3);
  expect(visibleMessages(high, box(300), entries)?.last.seq).toBe(3);
  expect(seqs(0, [...entries, local("mine")])).toEqual([1, 3]);
  expect(seqs(0, [local("mine")])).toBeNull();
});
