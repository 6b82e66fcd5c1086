import type { Entry } from "@roomcast/client";
import { expect, test } from "vitest";
import { leavesOut, nextSplit, type Split, whole } from "../../src/timeline/place/split.ts";
import { local, timelineOf } from "../fakes.tsx";

const ROWS = 10;
const ALL = timelineOf(1, 300).entries;
const upTo = (last: number, first = 1) => ALL.slice(first - 1, last);
const next = (before: Split, entries: readonly Entry[], follows = true, shift = false) =>
  nextSplit(before, entries, { shift, follows, rows: ROWS });
/** The first and the last number of the messages in the two parts of a split. */
const parts = ({ head, tail }: Split) => [head, tail].map((part) => [seqOf(part[0]), seqOf(part.at(-1))]);
const seqOf = (entry: Entry | undefined) => (entry?.kind === "sent" ? entry.message.seq : entry?.key);
/** A list of 20 messages to which 5 came. */
const split = next(whole(upTo(20)), upTo(25));

test("a list is whole if nothing comes, or if it comes in front or elsewhere", () => {
  for (const [before, entries] of [
    [[], upTo(50)],
    [upTo(20), upTo(20).with(19, local("sent-20"))],
    [upTo(20), upTo(19)],
    [upTo(20), upTo(200, 151)],
    [upTo(20, 11), upTo(20)],
  ] as const)
    expect(next(whole(before), entries).tail, `${entries.length}`).toHaveLength(0);
});

test("messages come behind the head, row by row while the rows before them still fill the screen", () => {
  expect(parts(next(whole(upTo(20)), upTo(21)))[1]).toEqual([21, 21]);
  expect(parts(split)).toEqual([
    [1, 20],
    [21, 25],
  ]);
  const more = next(split, upTo(27));
  expect(parts(more)[1]).toEqual([21, 27]);
  expect(more.head).toBe(split.head);
});

test("more than a screen at once takes the place of the tail", () => {
  expect(parts(next(split, upTo(300)))).toEqual([
    [1, 20],
    [291, 300],
  ]);
  expect(parts(next(whole(upTo(20)), upTo(300)))[1]).toEqual([291, 300]);
});

test("rows that stay do not move: the tail keeps its beginning until the list takes it over", () => {
  const far = next(split, upTo(34));
  expect(parts(far)[1]).toEqual([21, 34]);
  let now = far;
  for (let last = 39; last <= 119; last += 5) now = next(now, upTo(last));
  expect(parts(now)[1]).toEqual([21, 119]);
  expect(next(now, upTo(124)).tail).toEqual([]);
});

test("a change of an older message is shown, and the oldest messages may go", () => {
  const changed = upTo(25).with(3, local("changed"));
  expect(next(split, changed).head[3]?.key).toBe("changed");
  expect(parts(next(split, upTo(26, 6)))).toEqual([
    [6, 20],
    [21, 26],
  ]);
  expect(next(split, upTo(40, 30)).tail).toEqual([]);
});

test("an unsent message comes behind the head, alone too, and stays there when it is sent", () => {
  const written = next(whole(upTo(20)), [...upTo(20), local("mine")]);
  expect([written.head.length, written.tail.map(({ key }) => key)]).toEqual([20, ["mine"]]);
  const answered = next(written, [...upTo(25), local("mine")]);
  expect([answered.head.length, answered.tail.length, answered.tail.at(-1)?.key]).toEqual([20, 6, "mine"]);
  expect(parts(next(written, upTo(21)))).toEqual([
    [1, 20],
    [21, 21],
  ]);
});

test("an unsent message in the head stays there, whatever arrives, until it is sent", () => {
  const before = whole([...upTo(20), local("mine")]);
  const arrived = next(before, [...upTo(25), local("mine")]);
  expect([arrived.head.length, arrived.tail.length]).toEqual([26, 0]);
  const sent = next(arrived, upTo(26));
  expect([sent.head.length, sent.tail.length]).toEqual([26, 0]);
  expect(parts(next(sent, upTo(27)))[1]).toEqual([27, 27]);
});

test("messages are left out if more than a screen came at once", () => {
  expect([split, next(split, upTo(27)), next(split, upTo(300)), whole(upTo(20))].map(leavesOut)).toEqual([
    false,
    false,
    true,
    false,
  ]);
});

test("a list that is left alone stays as it is; one that no longer follows is whole, as is one without its end", () => {
  expect(next(split, split.entries)).toBe(split);
  expect(next(split, split.entries, false)).toEqual(whole(split.entries));
  expect(next(split, upTo(27), false).tail).toEqual([]);
  expect(next(split, upTo(15)).tail).toEqual([]);
});

test("the head has moved as long as the list is the same, and not when it becomes whole", () => {
  const later = next(whole(upTo(20, 6)), upTo(21, 6));
  const older = next(later, upTo(21), true, true);
  expect([parts(older), older.shift]).toEqual([
    [
      [1, 20],
      [21, 21],
    ],
    true,
  ]);
  expect(next(older, older.entries).shift).toBe(true);
  expect(next(older, older.entries, false).shift).toBe(false);
  expect(next(whole(upTo(20, 6)), upTo(20), true, true).shift).toBe(true);
});
