import { expect, test } from "vitest";
import { markedExcerpt } from "../../src/search/marked.ts";

const marked = (content: string, ...words: string[]) =>
  markedExcerpt(content, words)
    .map(({ text, marked }) => (marked ? `[${text}]` : text))
    .join("");

test.each([
  ["The Report of march", ["report", "MAR"], "The [Report] of [mar]ch"],
  ["下午的会议改到三点", ["会议"], "下午的[会议]改到三点"],
  ["ＡＢＣ and abc", ["abc"], "[ＡＢＣ] and [abc]"],
  ["Straße", ["STRASSE"], "[Straße]"],
  ["aaa", ["aa"], "[aa]a"],
  ["abcd", ["abc", "bcd"], "[abcd]"],
  ["👍🏽 ok", ["👍🏽"], "[👍🏽] ok"],
  ["cafe\u0301", ["café"], "[cafe\u0301]"],
  ["two\n lines", ["two lines"], "[two lines]"],
  ["nothing", [], "nothing"],
  ["", ["x"], ""],
])("%s", (text, words, expected) => {
  expect(marked(text, ...words)).toBe(expected);
});

test("an excerpt begins shortly before the first word, and ends somewhere behind it", () => {
  const text = `${"before ".repeat(30)}needle ${"after ".repeat(60)}`;
  const shown = marked(text, "needle");
  expect(shown).toMatch(/^…before (before )*\[needle\] after/);
  expect(shown).toMatch(/…$/);
  expect(shown.length).toBeLessThan(220);
  expect(marked("字".repeat(300), "字").startsWith("[字")).toBe(true);
  expect(marked(`${"😀".repeat(60)}x`, "x")).not.toMatch(/^…[\udc00-\udfff]/);
});
