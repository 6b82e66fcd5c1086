import { expect, test } from "vitest";
import { isFinished, readTyped, withoutFrom, withoutHas, wordsOf } from "../../src/search/typed.ts";

test.each([
  ["lunch  at noon", { words: "lunch at noon", from: null, has: null }],
  ["from:bob lunch", { words: "lunch", from: "bob", has: null }],
  ['lunch from:"Bob Ross" HAS:Images', { words: "lunch", from: "Bob Ross", has: "image" }],
  ["from：小明 has：file", { words: "", from: "小明", has: "file" }],
  ["from:@bob", { words: "", from: "bob", has: null }],
  ["from:", { words: "", from: "", has: null }],
  ["has:filesystem", { words: "has:filesystem", from: null, has: null }],
  ["whereisfrom:me", { words: "whereisfrom:me", from: null, has: null }],
])("%s", (text, typed) => {
  expect(readTyped(text)).toEqual(typed);
});

test("a filter is finished when something follows it, and can be taken out of the text", () => {
  expect(isFinished("from:bo", "from")).toBe(false);
  expect(isFinished("from:bob ", "from")).toBe(true);
  expect(isFinished('from:"Bob R', "from")).toBe(false);
  expect(isFinished("has:file", "has")).toBe(false);
  expect(isFinished("has:file x", "has")).toBe(true);
  expect(withoutFrom("from:bob lunch")).toBe("lunch");
  expect(withoutHas("lunch has:file ")).toBe("lunch  ");
});

test("words stand alone, phrases together", () => {
  expect(wordsOf('one "two three" four"five')).toEqual(["one", "two three", "four", "five"]);
  expect(wordsOf('"" " "')).toEqual([]);
});
