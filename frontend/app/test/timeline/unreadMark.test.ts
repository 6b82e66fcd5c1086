import { expect, test } from "vitest";
import { isMarkedSince } from "../../src/timeline/unreadMark.ts";

const standing = (updated_at: string, unread_from_seq: number | null) => ({
  updated_at,
  unread_from_seq,
  last_read_seq: 10,
  last_read_message_id: 110,
});

test("a mark that was set since the room was entered keeps messages unread, until one of them is read", () => {
  const now = standing("2", 5);
  const entered = standing("1", null);
  expect(isMarkedSince(now, entered, { lastReadId: 104 })).toBe(true);
  expect(isMarkedSince(now, entered, { lastReadId: 110 })).toBe(false);
});

test("a mark that the room was entered with does not", () => {
  expect(isMarkedSince(standing("2", 5), standing("2", 5), { lastReadId: 104 })).toBe(false);
  expect(isMarkedSince(standing("2", null), standing("1", null), { lastReadId: 110 })).toBe(false);
  expect(isMarkedSince(undefined, null, { lastReadId: null })).toBe(false);
});
