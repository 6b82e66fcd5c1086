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

test("words of a language without spaces that follow an address are no part of it", () => {
  for (const [text, wanted] of [
    ["看https://example.com谢谢", "看[https://example.com]谢谢"],
    ["https://example.com/a/b谢谢", "[https://example.com/a/b]谢谢"],
    ["https://example.com/?q=1看", "[https://example.com/?q=1]看"],
    ["https://example.com:8080看看", "[https://example.com:8080]看看"],
    ["http://10.0.0.1看看", "[http://10.0.0.1]看看"],
    ["https://example.comを見て", "[https://example.com]を見て"],
    ["https://example.com/ページ", "[https://example.com/]ページ"],
    ["https://example.com를", "[https://example.com]를"],
    ["https://例子.中国/a", "[https://例子.中国/a]"],
    ["https://例子.com谢谢https://b.example/见", "[https://例子.com]谢谢[https://b.example/]见"],
    ["https://例子.中国/a谢谢", "[https://例子.中国/a]谢谢"],
    ["https://example.com/%E8%B0%A2", "[https://example.com/%E8%B0%A2]"],
    ["https://example.com/ä", "[https://example.com/ä]"],
  ] as const)
    expect(marked(text)).toBe(wanted);
});

test("the wide sign of an input method begins a mention too", () => {
  expect(marked("看＠alice吧")).toBe("看{＠alice}吧");
  expect(marked("x＠alice")).toBe("x＠alice");
});

test("a name within a longer word is not the reader's", () => {
  for (const text of ["@alice2", "@alice_x", "@alicemarie"]) expect(marked(text)).toBe(text);
  expect(marked("@alice, @alice请 @alice-x")).toBe("{@alice}, {@alice}请 {@alice}-x");
});

test("all spellings of a name are the name", () => {
  const [composed, apart] = ["josé".normalize("NFC"), "josé".normalize("NFD")];
  const kinds = (text: string, name: string) => pieces(text, name).map(({ kind, text }) => [kind, text]);
  expect(kinds(`@${apart}!`, composed)).toEqual([
    ["mention", `@${apart}`],
    ["text", "!"],
  ]);
  expect(kinds(`@${composed}`, apart)).toEqual([["mention", `@${composed}`]]);
  expect(kinds(`@${apart}`, "jose")).toEqual([["text", `@${apart}`]]);
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
  expect(pieces(text, "alice").at(-1)?.kind).toBe("mention");
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
