// @vitest-environment happy-dom
import type { KeyboardEvent } from "react";
import { expect, test, vi } from "vitest";
import { onFieldKey } from "../../src/composer/fieldKeys.ts";

function press(key: string, more: object = {}, context: object = {}) {
  const { isComposing = false, ...rest } = more as { isComposing?: boolean };
  const event = { key, preventDefault: vi.fn(), nativeEvent: { isComposing }, ...rest };
  const actions = {
    isIdle: true,
    onMentionKey: vi.fn(() => false),
    submit: vi.fn(),
    cancel: vi.fn(),
    editNewest: vi.fn(() => true),
    ...context,
  };
  onFieldKey(event as unknown as KeyboardEvent, actions);
  const { submit, cancel, editNewest } = actions;
  const called = Object.entries({ submit, cancel, editNewest }).filter(
    ([, spy]) => spy.mock.calls.length > 0,
  );
  return { called: called.map(([name]) => name), prevented: event.preventDefault.mock.calls.length > 0 };
}

test("Enter sends, Shift+Enter does not", () => {
  expect(press("Enter")).toEqual({ called: ["submit"], prevented: true });
  expect(press("Enter", { shiftKey: true })).toEqual({ called: [], prevented: false });
});

test("Enter breaks the line on a touch screen", () => {
  const media = vi.spyOn(window, "matchMedia").mockReturnValue({ matches: true } as MediaQueryList);
  expect(press("Enter")).toEqual({ called: [], prevented: false });
  media.mockRestore();
});

test("keys of an input method do nothing, also the last one, which some browsers send afterwards", () => {
  expect(press("Enter", { isComposing: true }).called).toEqual([]);
  expect(press("Enter", { keyCode: 229 }).called).toEqual([]);
});

test("an open mention list takes its keys", () => {
  expect(press("Enter", {}, { onMentionKey: () => true }).called).toEqual([]);
});

test("Escape cancels", () => {
  expect(press("Escape").called).toEqual(["cancel"]);
});

test("the up arrow edits the newest message only in an idle field", () => {
  expect(press("ArrowUp")).toEqual({ called: ["editNewest"], prevented: true });
  expect(press("ArrowUp", {}, { isIdle: false }).called).toEqual([]);
  expect(press("ArrowUp", {}, { editNewest: vi.fn(() => false) }).prevented).toBe(false);
});
