import { expect, test } from "vitest";
import { en } from "../../src/text/en.ts";
import { bytes, clock, day, excerpt, nameOf, when } from "../../src/text/format.ts";
import { grouped } from "../../src/text/number.ts";
import { zh } from "../../src/text/zh.ts";
import { ratioOf, sizeHint } from "../../src/timeline/sizeHint.ts";
import { message, user } from "../fakes.tsx";

const NOW = new Date(2026, 4, 20, 12, 0);
const at = (...date: [number, number, number, number, number]) => new Date(...date);

test("a day is named today, yesterday, or by its date", () => {
  expect(day(en, at(2026, 4, 20, 0, 1), NOW)).toBe("Today");
  expect(day(zh, at(2026, 4, 19, 23, 59), NOW)).toBe("昨天");
  expect(day(en, at(2026, 4, 1, 9, 0), NOW)).toMatch(/Friday.*1/);
  expect(day(en, at(2025, 4, 1, 9, 0), NOW)).toMatch(/2025/);
});

test("the short form of a time is the time, the weekday, or the date", () => {
  expect(when(en, at(2026, 4, 20, 9, 5), NOW)).toBe("09:05");
  expect(when(en, at(2026, 4, 18, 9, 5), NOW)).toBe("Mon");
  expect(when(en, at(2026, 3, 1, 9, 5), NOW)).toMatch(/^4\/1$|^1\/4$/);
  expect(clock(at(2026, 4, 20, 23, 0))).toBe("23:00");
});

test("a user is called by the full name, in the order of its language, else by the username", () => {
  expect(nameOf(user(1, "alice"))).toBe("alice");
  expect(nameOf({ ...user(1), first_name: "Ada", last_name: "Lovelace" })).toBe("Ada Lovelace");
  expect(nameOf({ ...user(1), first_name: "小明", last_name: "王" })).toBe("王小明");
  expect(nameOf({ ...user(1), first_name: "Ada" })).toBe("Ada");
});

test("a message in one line is its text without breaks, its file, or that it is deleted", () => {
  expect(excerpt(en, message(1, { content: "one\n two" }))).toBe("one two");
  expect(excerpt(en, message(1, { content: " ", message_type: "image", file_name: "a.png" }))).toBe(
    "[Image] a.png",
  );
  expect(excerpt(en, message(1, { content: "", message_type: "file" }))).toBe("[File]");
  expect(excerpt(en, message(1, { is_deleted: true }))).toBe("Message deleted");
});

test("numbers are grouped and sizes have a unit", () => {
  expect([grouped(999), grouped(1_000), grouped(1_234_567)]).toEqual(["999", "1,000", "1,234,567"]);
  expect([bytes(en, 0), bytes(en, 1_500), bytes(en, 25_000_000)]).toEqual(["0 byte", "1.5 kB", "25 MB"]);
});

test("the hint of a picture gives its ratio, within limits", () => {
  expect(ratioOf(sizeHint(640, 320))).toBe(2);
  expect([ratioOf(sizeHint(2_000, 100)), ratioOf(sizeHint(50, 400))]).toEqual([3, 2 / 3]);
  expect([ratioOf(""), ratioOf("w=1&h=0"), ratioOf("w=0&h=1")]).toEqual([undefined, undefined, undefined]);
});
