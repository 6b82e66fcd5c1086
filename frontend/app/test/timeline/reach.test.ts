import { expect, test } from "vitest";
import { createReach, type Glance } from "../../src/timeline/reach.ts";
import { message } from "../fakes.tsx";

/** A look at the messages with the numbers from `first` to `last` in a room of 500, of which 300 are read. */
const at = (first: number, last: number, more: Partial<Glance> = {}): Glance => ({
  visible: { first: message(first), last: message(last) },
  newest: message(500),
  readTo: 400,
  readBySending: false,
  attended: true,
  following: false,
  ...more,
});

test("what is on the screen is seen if it joins what is read", () => {
  const reach = createReach();
  reach.look(at(290, 310));
  expect([reach.seenTo(), reach.skipped()]).toEqual([410, null]);
  reach.look(at(311, 330));
  expect(reach.seenTo()).toBe(430);
});

test("messages that the reader jumps over are not seen, and are announced", () => {
  const reach = createReach();
  reach.look(at(290, 310));
  reach.look(at(480, 500, { following: true }));
  expect([reach.seenTo(), reach.skipped()]).toEqual([410, { firstId: 411, count: 169 }]);
  reach.look(at(305, 325));
  expect([reach.seenTo(), reach.skipped()]).toEqual([425, null]);
});

test("one's own message leaves the announcement of what is above it", () => {
  const reach = createReach();
  reach.look(at(480, 500));
  reach.look(at(481, 501, { newest: message(501), readTo: 601, readBySending: true, following: true }));
  expect([reach.seenTo(), reach.skipped()]).toEqual([601, { firstId: 401, count: 180 }]);
  reach.look(at(482, 502, { newest: message(502), readTo: 601, readBySending: true, following: true }));
  expect([reach.seenTo(), reach.skipped()?.count]).toEqual([602, 181]);
});

test("a position that is moved elsewhere, or by dismissing, ends the announcement", () => {
  const reach = createReach();
  reach.look(at(480, 500));
  reach.look(at(480, 500, { readTo: 579 }));
  expect(reach.skipped()).toBeNull();
  const other = createReach();
  other.look(at(480, 500));
  expect([other.dismiss(), other.skipped(), other.seenTo()]).toEqual([580, null, 580]);
});

test("messages that run through at the end are seen only while the page is looked at", () => {
  const read = { readTo: 600, following: true };
  const reach = createReach();
  reach.look(at(480, 500, read));
  reach.look(at(530, 550, { ...read, newest: message(550) }));
  expect(reach.seenTo()).toBe(650);
  reach.look(at(580, 600, { ...read, newest: message(600), attended: false }));
  expect(reach.seenTo()).toBe(650);
  reach.look(at(580, 600, { ...read, newest: message(600) }));
  expect([reach.seenTo(), reach.skipped()]).toEqual([650, { firstId: 651, count: 29 }]);
});

test("the reader has caught up when everything was on the screen, until something newer is not", () => {
  const reach = createReach();
  reach.look(at(480, 500));
  expect(reach.isCaughtUp()).toBe(false);
  reach.look(at(480, 500, { readTo: 579, following: true }));
  expect(reach.isCaughtUp()).toBe(true);
  reach.look(at(481, 501, { readTo: 579, following: true, newest: message(501) }));
  expect(reach.isCaughtUp()).toBe(true);
  reach.look(at(481, 501, { readTo: 601, following: false, newest: message(501) }));
  expect(reach.isCaughtUp()).toBe(false);
  reach.look(at(470, 490, { readTo: 601, following: true, newest: message(502), attended: false }));
  expect(reach.isCaughtUp()).toBe(false);
  // One's own message marks everything as read, but what is above it was not on the screen.
  const sender = createReach();
  sender.look(at(480, 500));
  sender.look(at(481, 501, { newest: message(501), readTo: 601, readBySending: true, following: true }));
  expect(sender.isCaughtUp()).toBe(false);
});
