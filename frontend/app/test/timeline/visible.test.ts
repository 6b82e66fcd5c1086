// @vitest-environment happy-dom
import { expect, test } from "vitest";
import { visibleAtEnd, visibleMessages } from "../../src/timeline/visible.ts";
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

/** The numbers of the messages on the screen, 500 px high, of a list of two parts whose tail begins at `top`. */
function seqsAtEnd(top: number, count: number, tail = timelineOf(11, 10 + count).entries) {
  const scroller = Object.assign(document.createElement("div"), { scrollTop: 1_000 - top });
  Object.defineProperty(scroller, "clientHeight", { value: 500 });
  const part = document.createElement("div");
  scroller.append(part);
  part.append(
    ...tail.map((_, n) => {
      const row = document.createElement("div");
      row.getBoundingClientRect = () => new DOMRect(0, top + n * 100, 100, 100);
      return row;
    }),
  );
  const visible = visibleAtEnd(list, scroller, { head: timelineOf(1, 10).entries, tail });
  return visible && [visible.first.seq, visible.last.seq];
}

test("in a list of two parts, the first message on the screen is in the one or the other", () => {
  expect(seqsAtEnd(300, 2)).toEqual([8, 12]);
  expect(seqsAtEnd(0, 5)).toEqual([11, 15]);
  expect(seqsAtEnd(-150, 6)).toEqual([12, 16]);
});

test("in a list of two parts, rows of unsent messages do not count", () => {
  expect(seqsAtEnd(400, 1, [local("mine")])).toEqual([7, 10]);
  expect(seqsAtEnd(-100, 1, [local("mine"), local("another")])).toBeNull();
});
