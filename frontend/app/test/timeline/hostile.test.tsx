// @vitest-environment happy-dom
import type { Entry } from "@roomcast/client";
import { cleanup, render } from "@testing-library/react";
import { afterEach, beforeEach, expect, test, vi } from "vitest";
import { changeSettings } from "../../src/state/settings.ts";
import { en } from "../../src/text/en.ts";
import type { MessageActions } from "../../src/timeline/messageActions.ts";
import { Row } from "../../src/timeline/Row.tsx";
import { rowProps } from "../../src/timeline/rowProps.ts";
import { ALICE, message, sent, user } from "../fakes.tsx";

beforeEach(() => changeSettings({ language: "en" }));
afterEach(cleanup);

const actions = { message: vi.fn(async () => message(1)) } as unknown as MessageActions;

/** Renders the rows of a list as the page does. */
function show(...entries: Entry[]) {
  const timeline = { hasOlder: false, firstUnreadId: null };
  const common = {
    t: en,
    me: { ...ALICE, unread_total: 0, names_from_login: true },
    actions,
    entries,
    timeline,
  };
  const list = { ...common, beginning: "Garden", events: new Map(), flash: null, hides: () => false };
  return render(entries.map((entry, index) => <Row key={entry.key} {...rowProps(list, entry, index)} />));
}

/** Values that a field of a message may have: legal ones that are rare, and ones that no server should send. */
const HOSTILE: Record<string, readonly unknown[]> = {
  content: [
    "",
    "%",
    "\ud800",
    "\u202e",
    "@",
    "＠".repeat(50),
    "https://[",
    "https://%",
    "http://a@b:c",
    null,
  ],
  message_type: ["text", "image", "file", "system", "poll", null],
  file_url: [
    "https://example.com/100%",
    "https://example.com/%E0%A4%A",
    "https://",
    "data:,x",
    "//",
    "\0",
    "",
  ],
  file_name: [null, "", "%", "a\u202eb", "x".repeat(255), 5],
  file_size: [null, -1, 0, 0.5, Number.NaN, Number.MAX_SAFE_INTEGER, 1e300, "9"],
  created_at: ["", "yesterday", null, "9999-12-31T23:59:59.999Z", "-271821-04-20T00:00:00Z"],
  sender: [user(0, "guest"), user(5, ""), user(-1, "\u202e"), user(Number.NaN, " . "), null, {}],
  reply_to: [null, 1, -5],
  is_edited: [true],
};

test("no value of a single field breaks the page, and the other messages are shown", () => {
  for (const [field, values] of Object.entries(HOSTILE)) {
    for (const value of values) {
      const { container, unmount } = show(sent(1), sent(2, { [field]: value }), sent(3));
      const text = container.textContent ?? "";
      expect(text.includes("message 1") && text.includes("message 3"), `${field}: ${value}`).toBe(true);
      unmount();
    }
  }
});

test("no combination of them does", () => {
  vi.spyOn(console, "error").mockImplementation(() => undefined);
  let seed = 1;
  const random = (below: number) => {
    seed = (seed * 48_271) % 2_147_483_647;
    return seed % below;
  };
  for (let round = 0; round < 300; round += 1) {
    const fields = Object.entries(HOSTILE).map(([field, values]) => [field, values[random(values.length)]]);
    const { container, unmount } = show(sent(1), sent(2, Object.fromEntries(fields)), sent(3));
    expect(container.textContent, JSON.stringify(fields)).toContain("message 3");
    unmount();
  }
});

test("an address that is not encoded rightly gives the file's name as it stands", () => {
  const url = "https://example.com/100%";
  const { container } = show(sent(1, { content: "", message_type: "file", file_url: url }));
  expect(container.querySelector("a b")?.textContent).toBe("100%");
});

test("a message that cannot be shown says so, and its next version is tried again", () => {
  vi.spyOn(console, "error").mockImplementation(() => undefined);
  const broken = sent(1, { sender: null as never });
  const { container, rerender } = show(broken);
  expect(container.textContent).toContain(en.rowBroken);
  const list = { t: en, me: null, actions, timeline: { hasOlder: true, firstUnreadId: null } };
  const whole = sent(1);
  const props = rowProps(
    { ...list, entries: [whole], beginning: "", events: new Map(), flash: null, hides: () => false },
    whole,
    0,
  );
  rerender([<Row key={whole.key} {...props} />]);
  expect(container.textContent).toContain("message 1");
});
