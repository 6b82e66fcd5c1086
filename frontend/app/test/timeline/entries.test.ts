import type { Entry } from "@roomcast/client";
import { expect, test } from "vitest";
import { messageAt, newest, newestOf, nextStep } from "../../src/timeline/entries.ts";
import { ALICE, BOB, local, sent, timelineOf } from "../fakes.tsx";

const entries = (first: number, last: number) => timelineOf(first, last).entries;
const keys = (list: readonly Entry[]) => list.map((entry) => entry.key);

test("new messages at the end are one step without a shift", () => {
  const now = entries(1, 5);
  expect(nextStep(entries(1, 3), now)).toEqual({ entries: now, shift: false, partial: false });
});

test("older messages at the head are one step with a shift", () => {
  const now = entries(1, 5);
  expect(nextStep(entries(3, 5), now)).toEqual({ entries: now, shift: true, partial: false });
});

test("changes at head and tail are made in two steps, the head first", () => {
  const now = entries(1, 7);
  const first = nextStep(entries(3, 5), now);
  expect(keys(first.entries)).toEqual(keys(entries(1, 5)));
  expect([first.shift, first.partial]).toEqual([true, true]);
  expect(nextStep(first.entries, now)).toEqual({ entries: now, shift: false, partial: false });
});

test("messages that are dropped at the head are a shift if nothing else changes", () => {
  expect(nextStep(entries(1, 5), entries(3, 5))).toMatchObject({ shift: true, partial: false });
  expect(nextStep(entries(1, 5), entries(3, 6))).toMatchObject({ shift: false, partial: false });
});

test("another stretch of messages is no shift", () => {
  expect(nextStep(entries(1, 5), entries(50, 60))).toMatchObject({ shift: false, partial: false });
  expect(nextStep([], entries(1, 3))).toMatchObject({ shift: false, partial: false });
  expect(nextStep(entries(1, 3), [])).toMatchObject({ entries: [], shift: false });
});

test("a message is found by its id", () => {
  expect(messageAt(entries(1, 3), 102)).toBe(1);
  expect(messageAt([local("a"), ...entries(1, 3)], 102)).toBe(2);
  expect(messageAt(entries(1, 3), 999)).toBe(-1);
});

test("the newest message is the last one that the server has", () => {
  expect(newest([...entries(1, 3), local("a")])?.seq).toBe(3);
  expect(newest([local("a")])).toBeUndefined();
});

test("a sender's newest message leaves out deleted ones and other senders", () => {
  const list = [
    sent(1, { sender: ALICE }),
    sent(2, { sender: ALICE, is_deleted: true }),
    sent(3, { sender: BOB }),
    local("a"),
  ];
  expect(newestOf(list, ALICE.id)?.seq).toBe(1);
  expect(newestOf(list, 99)).toBeUndefined();
  expect(newestOf(list, undefined)).toBeUndefined();
});
