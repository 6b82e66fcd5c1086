import { expect, test } from "vitest";
import { isWebAddress, pieces } from "../../src/text/links.ts";

/** The pieces of a text, in brackets links and in braces mentions of alice. */
const marked = (text: string) =>
  pieces(text, "alice")
    .map((piece) => ({ text: piece.text, link: `[${piece.text}]`, mention: `{${piece.text}}` })[piece.kind])
    .join("");

test("an address is a link without the punctuation around it", () => {
  for (const [text, wanted] of [
    ["see https://example.com/a.", "see [https://example.com/a]."],
    ["(https://example.com/a)", "([https://example.com/a])"],
    ["https://example.com/a(b)", "[https://example.com/a(b)]"],
    ["详见https://example.com/a，谢谢", "详见[https://example.com/a]，谢谢"],
    ["**https://example.com/**", "**[https://example.com/]**"],
    ["https:// is no address", "https:// is no address"],
    ["javascript:alert(1)", "javascript:alert(1)"],
  ] as const)
    expect(marked(text)).toBe(wanted);
});

test("a mention of the reader is marked in capitals or not, but not within a word or an address", () => {
  for (const [text, wanted] of [
    ["hi @alice!", "hi {@alice}!"],
    ["看@ALICE吧", "看{@ALICE}吧"],
    ["x@alice", "x@alice"],
    ["@alice @alice", "{@alice} {@alice}"],
    ["https://example.com/@alice", "[https://example.com/@alice]"],
    ["@bob", "@bob"],
  ] as const)
    expect(marked(text)).toBe(wanted);
});

test("the pieces together are the message, and without a name there are no mentions", () => {
  const text = "a https://example.com/?q=1, @alice (http://b.example/(c)). İ @alice";
  expect(
    pieces(text, "alice")
      .map((piece) => piece.text)
      .join(""),
  ).toBe(text);
  expect(pieces("@alice").map((piece) => piece.kind)).toEqual(["text"]);
});

test("only http and https addresses are web addresses", () => {
  for (const text of ["https://example.com", "http://a.example/b"]) expect(isWebAddress(text)).toBe(true);
  for (const text of [null, "", "example.com", "javascript:alert(1)", "data:text/html,x"])
    expect(isWebAddress(text)).toBe(false);
});
