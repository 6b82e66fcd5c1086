// @vitest-environment happy-dom
import { act, cleanup, fireEvent, render, screen, waitFor } from "@testing-library/react";
import { afterEach, beforeEach, expect, test, vi } from "vitest";
import { changeSettings } from "../../src/state/settings.ts";
import { FormattedText } from "../../src/timeline/FormattedText.tsx";
import { MessageText } from "../../src/timeline/MessageText.tsx";
import { toggleAsWritten } from "../../src/timeline/useFormatting.ts";
import { hostileTexts } from "../hostileTexts.ts";

beforeEach(() => changeSettings({ language: "en", formatting: true }));
afterEach(cleanup);

const show = (text: string) => render(<FormattedText text={text} me="alice" />).container;

test("each kind of formatting has its element", () => {
  const container = show(
    "**b** _i_ ~~s~~ `c` [n](https://x.test)\n\n> q\n\n2. l\n\n- m\n\n```\nblock\n```\n@alice",
  );
  for (const element of [
    "strong",
    "em",
    "del",
    "p > code",
    "a",
    "blockquote",
    "ol[start='2'] > li",
    "ul > li",
    "pre > code",
    "mark",
  ])
    expect(container.querySelector(element), element).not.toBeNull();
  expect(container.querySelector("a")?.rel).toBe("noopener noreferrer");
  for (const element of container.querySelectorAll("p, li, blockquote"))
    expect(element.getAttribute("dir") ?? element.textContent?.trim()).toMatch(/^(auto)?$/);
});

test("code is copied by a button that the keyboard reaches", async () => {
  const writeText = vi.fn(async () => undefined);
  vi.stubGlobal("navigator", { ...navigator, clipboard: { writeText } });
  show("```\nlet a = 1;\n```");
  const button = screen.getByRole("button", { name: "Copy code" });
  expect(button.tabIndex).toBe(0);
  fireEvent.click(button);
  await waitFor(() => expect(writeText).toHaveBeenCalledExactlyOnceWith("let a = 1;"));
  vi.unstubAllGlobals();
});

test("a message is shown as it was written until the code is there, where that is wished, and without formatting", async () => {
  const { container } = render(<MessageText text="**bold**" me="alice" id={7} />);
  expect(container.textContent).toBe("**bold**");
  await waitFor(() => expect(container.querySelector("strong")?.textContent).toBe("bold"));
  act(() => toggleAsWritten(7));
  expect(container.textContent).toBe("**bold**");
  act(() => toggleAsWritten(7));
  expect(container.textContent).toBe("bold");
  act(() => changeSettings({ formatting: false }));
  expect(container.textContent).toBe("**bold**");
});

/** Elements that a message may consist of. */
const ALLOWED = new Set(
  "DIV P SPAN MARK A STRONG EM DEL CODE PRE BLOCKQUOTE UL OL LI BUTTON SVG PATH".split(" "),
);
/** What is a mark, or stands in an address or a name of a language that is not shown. */
const words = (text: string) => text.replace(/[^a-c😀中文]/gu, "");

test("no message, however hostile, shows other elements, links and words than it may", () => {
  for (const text of hostileTexts(400)) {
    const container = show(text);
    const elements = [...(container.firstElementChild?.querySelectorAll("*") ?? [])];
    const strange = elements.filter((element) => !ALLOWED.has(element.tagName.toUpperCase()));
    const attributes = elements.flatMap((element) => [...element.attributes].map(({ name }) => name));
    const links = [...container.querySelectorAll("a")];
    expect([strange, attributes.filter((name) => /^on|^style$|^src/.test(name))], text).toEqual([[], []]);
    expect(
      links.filter(({ href }) => !/^https?:\/\//.test(href)),
      text,
    ).toEqual([]);
    // The address behind a name is not shown.
    if (!links.some(({ title }) => title)) expect(words(container.textContent ?? ""), text).toBe(words(text));
    cleanup();
  }
});
