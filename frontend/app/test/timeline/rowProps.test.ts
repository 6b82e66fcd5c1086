import { expect, test } from "vitest";
import { en } from "../../src/text/en.ts";
import type { TimelineEvent } from "../../src/timeline/memberEvents.ts";
import type { MessageActions } from "../../src/timeline/messageActions.ts";
import { rowProps } from "../../src/timeline/rowProps.ts";
import { ALICE, BOB, local, sent } from "../fakes.tsx";

const entries = [
  sent(1),
  sent(2),
  sent(3, { sender: ALICE }),
  sent(4, { sender: ALICE, created_at: "2026-01-03T12:00:00.000Z" }),
  local("a"),
];
const joined: readonly TimelineEvent[] = [{ id: 1, user: BOB, kind: "joined", at: new Date() }];

const row = (index: number, more: Partial<Parameters<typeof rowProps>[0]> = {}) =>
  rowProps(
    {
      t: en,
      me: null,
      actions: {} as MessageActions,
      entries,
      timeline: { hasOlder: false, firstUnreadId: null },
      beginning: "The beginning",
      events: new Map(),
      flash: null,
      hides: ({ id }) => id === 102,
      ...more,
    },
    entries[index] as (typeof entries)[number],
    index,
  );

test("messages of one sender stand together, on one day", () => {
  expect([0, 1, 2, 3].map((index) => row(index).grouped)).toEqual([false, true, false, false]);
  expect([0, 1, 2, 3].map((index) => row(index).newDay)).toEqual([true, false, false, true]);
});

test("the room's name stands above its first message only if nothing is older", () => {
  expect([row(0).beginning, row(1).beginning]).toEqual(["The beginning", null]);
  expect(row(0, { timeline: { hasOlder: true, firstUnreadId: null } }).beginning).toBeNull();
});

test("the first unread message and the highlighted one are marked", () => {
  const marked = { timeline: { hasOlder: false, firstUnreadId: 102 }, flash: 103 };
  expect([0, 1, 2].map((index) => row(index, marked).unread)).toEqual([false, true, false]);
  expect([0, 1, 2].map((index) => row(index, marked).flash)).toEqual([false, false, true]);
});

test("events are shown below their message, and above the first one", () => {
  const events = new Map([
    [0, joined],
    [2, joined],
  ]);
  expect([row(0, { events }).eventsBefore, row(0, { events }).eventsAfter]).toEqual([joined, undefined]);
  expect([row(1, { events }).eventsBefore, row(1, { events }).eventsAfter]).toEqual([undefined, joined]);
  expect(row(4, { events }).eventsAfter).toBeUndefined();
});

test("what the reader does not want to see is hidden", () => {
  expect([0, 1, 4].map((index) => row(index).hidden)).toEqual([false, true, false]);
});
