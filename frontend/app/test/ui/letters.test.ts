import { expect, test } from "vitest";
import { isComposing, isQuestionMark, latinLetter } from "../../src/ui/letters.ts";

test("a letter is the one that is typed, and on other scripts' layouts the one at its place", () => {
  for (const [key, code, wanted] of [
    ["k", "KeyK", "k"],
    ["K", "KeyK", "k"],
    ["k", "KeyV", "k"],
    ["л", "KeyK", "k"],
    ["ל", "KeyK", "k"],
    ["ק", "KeyE", "e"],
    ["ㅏ", "KeyK", "k"],
    [".", "KeyV", ""],
    ["é", "Digit2", ""],
    ["Enter", "Enter", ""],
    ["Process", "KeyK", ""],
  ] as const)
    expect(latinLetter({ key, code }), key).toBe(wanted);
});

test("question marks of other scripts count, and keys of an input method do not", () => {
  expect(["?", "？", "؟", "/"].map((key) => isQuestionMark({ key, code: "Slash" }))).toEqual([
    true,
    true,
    true,
    false,
  ]);
  const composes = (isComposingNow: boolean, keyCode: number) =>
    isComposing({ nativeEvent: { isComposing: isComposingNow }, keyCode });
  expect([composes(true, 75), composes(false, 229), composes(false, 75)]).toEqual([true, true, false]);
});
