import { expect, test } from "vitest";
import type { Block, Inline } from "../../src/text/formatting/blocks.ts";
import { mayBeNamed } from "../../src/text/formatting/named.ts";
import { parse } from "../../src/text/formatting/parse.ts";
import { mayBeFormatted } from "../../src/text/mayBeFormatted.ts";
import { hostileTexts } from "../hostileTexts.ts";

/** The signs around each kind of part, so that what was read can be compared as a text. */
const AROUND: Record<string, [string, string]> = {
  strong: ["<b>", "</b>"],
  em: ["<i>", "</i>"],
  del: ["<s>", "</s>"],
  code: ["<c>", "</c>"],
  mention: ["{", "}"],
  person: ["{{", "}}"],
  link: ["[", "]"],
};

function inline(part: Inline): string {
  if (part.kind === "named") return `[${part.parts.map(inline).join("")}→${part.href}]`;
  const [before, after] = AROUND[part.kind] ?? ["", ""];
  return before + ("parts" in part ? part.parts.map(inline).join("") : part.text) + after;
}
function block(each: Block): string {
  switch (each.kind) {
    case "lines":
      return each.parts.map(inline).join("");
    case "gap":
      return `(${each.lines})`;
    case "block":
      return `«${each.language}:${each.text}»`;
    case "quote":
      return `> ${each.blocks.map(block).join(" / ")} <`;
    case "list":
      return `${each.start ?? "•"}: ${each.items.map((item) => item.map(block).join(" / ")).join(", ")}`;
  }
}
/** What is read of a text, for the reader alice. */
const read = (text: string, name = "alice") => parse(text, name).map(block).join(" | ");

test.each([
  ["a **b _c_** d", "a <b>b <i>c</i></b> d"],
  ["**注意：**请看", "<b>注意：</b>请看"],
  ["请**“仔细”**看**（重要）**。", "请<b>“仔细”</b>看<b>（重要）</b>。"],
  ["~~gone~~ `co *de*` __strong__", "<s>gone</s> <c>co *de*</c> <b>strong</b>"],
  ["**重要**的内容", "<b>重要</b>的内容"],
  ["```js\nlet a = **1**;\n\n```\nafter", "«js:let a = **1**;\n\n» | after"],
  ["> one\n> two\n\nafter", "> one\ntwo < | (1) | after"],
  ["- a\n- b\n  - c", "•: a, b / •: c"],
  ["3. x\n4. y", "3: x, y"],
  ["a\nb\n\n\nc", "a\nb | (2) | c"],
  ["say **hello\nworld**", "say <b>hello\nworld</b>"],
  ["- [ ] todo\n- [x] done", "•: [ ] todo, [x] done"],
])("reads the formatting of %j", (text, wanted) => {
  expect(read(text)).toBe(wanted);
});

test.each([
  "2*3*4 = 24 and snake_case_name",
  ">_< and >.<",
  "-",
  "1.",
  "about ~5~ of them",
  "5 * 3 * 2",
  "a ** b ** c",
  "2**3**4",
  "C:\\*.txt \\_x\\_",
  "<b>bold</b> <script>alert(1)</script> <!-- x -->",
  "&lt;b&gt; &amp; &#42;x&#42;",
  "# heading",
  "heading\n=======",
  "| a | b |\n|---|---|\n| 1 | 2 |",
  "![picture](x.png)",
  "[ref]\n[ref]: x.png",
  "    four spaces",
  "a\n    b",
  "a\n---\nb",
  "~~~\nx\n~~~",
  "``` not a language\nx",
])("leaves as it is: %j", (text) => {
  expect(read(text)).toBe(text);
});

test("addresses and mentions are read inside of formatting, and marks in them are part of them", () => {
  expect(read("**see https://x.test/a_b_c** and *@alice*")).toBe(
    "<b>see [https://x.test/a_b_c]</b> and <i>{@alice}</i>",
  );
  expect(read("https://x.test/~me/~you/*a*")).toBe("[https://x.test/~me/~you/*a]*");
  expect(read("hi @_al_ and a@_al_", "_al_")).toBe("hi {@_al_} and a@<i>al</i>");
  expect(read("`@alice https://x.test`")).toBe("<c>@alice https://x.test</c>");
});

test("a link has a name only if it leads to the web and its name names no other place", () => {
  expect(read("[the **docs**](https://x.test/a)")).toBe("[the <b>docs</b>→https://x.test/a]");
  for (const href of [
    "javascript:alert(1)",
    "JaVaScRiPt:alert(1)",
    "data:text/html,x",
    "mailto:a@b",
    "/r/1",
    "//x.test",
  ])
    expect(read(`[name](${href})`), href).toBe(`[name](${href})`);
  expect(read("[bank.test](https://evil.test)")).toBe("[bank.test]([https://evil.test])");
  expect(mayBeNamed("https://docs.x.test/a", "X.test")).toBe(true);
  expect(mayBeNamed("https://evil.test/bank.test", "bank.test")).toBe(false);
  expect(mayBeNamed("https://x.test", "https://x.test")).toBe(false);
});

test("what lies deep and what has very many marks stays text", () => {
  expect(read(`${"> ".repeat(30)}x`)).toContain("> > > x");
  expect(read("*a* ".repeat(500))).toBe("*a* ".repeat(500));
  expect(read(`**a** ${"x".repeat(4_000)}`)).toMatch(/^\*\*a\*\* x/);
});

test("only a text with marks is worth the code that reads them", () => {
  for (const text of [
    "hello",
    "a_b",
    "5 > 3",
    "看@alice，https://x.test/a_b",
    "it's 1.5",
    "a - b",
    "no [link]",
    "~5",
  ])
    expect(mayBeFormatted(text), text).toBe(false);
  for (const text of [
    "**a**",
    "_a_",
    "x `y`",
    "~~a~~",
    "> a",
    "a\n- b",
    "1. a",
    "  * a",
    "[a](b)",
    "```\na\n```",
  ])
    expect(mayBeFormatted(text), text).toBe(true);
});

/** The longest time for a message; far more than it takes, since the machine may be busy. */
const MAX_MS = 1_500;

test("no text throws or takes long: random ones, and 4,000 characters of the same few", () => {
  const beginnings = [
    "*a ",
    "**a ",
    "_a_",
    "[",
    "![",
    "[a](",
    "[[a](",
    "> ",
    "- a\n  ",
    "`",
    "``a`",
    "~~a",
    "**_",
    "<a ",
    "\\",
  ];
  const repeated = [
    ...beginnings,
    "|a|\n|-|\n",
    "@",
    "http://",
    "http://[",
    "*a*",
    "1. ",
    "\n",
    " ",
    "```\n",
  ].map((part) => part.repeat(4_000 / part.length));
  const nested = Array.from({ length: 60 }, (_, depth) => `${"  ".repeat(depth)}- x`).join("\n");
  for (const text of [...hostileTexts(3_000), ...repeated, nested]) {
    const started = performance.now();
    read(text);
    expect(performance.now() - started, text).toBeLessThan(MAX_MS);
  }
});

test.each([
  ["ask @bob.", "ask {{@bob}}."],
  ["**@bob** and ＠李华, @alice", "<b>{{@bob}}</b> and {{＠李华}}, {@alice}"],
  ["me@bob.test @ @- @_x_y", "me@bob.test @ @- {{@_x_y}}"],
  ["`@bob` @jan-ole.k!", "<c>@bob</c> {{@jan-ole.k}}!"],
])("%s has mentions of others", (text, expected) => {
  expect(read(text)).toBe(expected);
});
