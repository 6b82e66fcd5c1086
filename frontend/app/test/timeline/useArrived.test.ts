import { expect, test } from "vitest";
import { countArrived } from "../../src/timeline/useArrived.ts";
import { ALICE, local, sent, timelineOf } from "../fakes.tsx";

const live = (...ids: number[]) => new Set(ids);

test("only other users' messages after the end was left are counted, each of them once", () => {
  const entries = [...timelineOf(1, 5).entries, sent(6, { sender: ALICE }), local("mine")];
  expect(countArrived(entries, live(), 103, ALICE.id)).toBe(2);
  expect(countArrived(entries, live(105, 190), 103, ALICE.id)).toBe(3);
});

test("where the end was never shown, only what arrives live is new", () => {
  expect(countArrived(timelineOf(1, 50).entries, live(), null, ALICE.id)).toBe(0);
  expect(countArrived(timelineOf(1, 50).entries, live(190), null, ALICE.id)).toBe(1);
});
