// @vitest-environment happy-dom
import { cleanup, fireEvent, render, screen } from "@testing-library/react";
import { createRef } from "react";
import { afterEach, beforeEach, expect, test, vi } from "vitest";
import { MessageField } from "../../src/composer/MessageField.tsx";
import type { Mentions } from "../../src/composer/useMentions.ts";
import { changeSettings } from "../../src/state/settings.ts";
import { store } from "../../src/state/store.ts";

beforeEach(() => changeSettings({ language: "en" }));
afterEach(cleanup);

function show(open = false) {
  const spies = { look: vi.fn(), close: vi.fn(), onText: vi.fn(), onKeyDown: vi.fn(), onFiles: vi.fn() };
  const { look, close, ...on } = spies;
  const text = store("hello");
  const mentions = { open, listId: "list", active: 1, look, close } as unknown as Mentions;
  render(
    <MessageField
      field={createRef()}
      id="field"
      label="Message to Garden"
      text={text}
      mentions={mentions}
      {...on}
    />,
  );
  return { ...spies, text, field: screen.getByRole("textbox") as HTMLTextAreaElement };
}

test("the field shows the text, and typing hands it over and looks for a mention", () => {
  const { field, onText, look } = show();
  expect(field.value).toBe("hello");
  fireEvent.change(field, { target: { value: "hello!" } });
  expect([onText.mock.calls, look.mock.calls.length]).toEqual([[["hello!"]], 1]);
});

test("a text that is set elsewhere is shown; one that is there already is not written again", () => {
  const { field, text } = show();
  const written = vi.spyOn(field, "value", "set");
  field.value = "hello!";
  written.mockClear();
  text.set("hello!");
  expect([field.value, written.mock.calls]).toEqual(["hello!", []]);
  text.set("");
  expect([field.value, written.mock.calls]).toEqual(["", [[""]]]);
});

test("pasted files are added instead of their names; pasted text is left to the field", () => {
  const { field, onFiles } = show();
  const files = [new File(["a"], "a.png")];
  const paste = (files: File[], text: string) =>
    fireEvent.paste(field, { clipboardData: { files, getData: () => text } });
  expect(paste(files, "a.png")).toBe(false);
  expect(onFiles).toHaveBeenCalledExactlyOnceWith(files);
  expect(paste([], "hello")).toBe(true);
  expect(paste(files, "Q1\t100")).toBe(true);
  expect(onFiles).toHaveBeenCalledOnce();
});

test("the field names the open mention list and its chosen option to screen readers", () => {
  const named = (field: HTMLElement) =>
    ["aria-controls", "aria-activedescendant"].map((name) => field.getAttribute(name));
  expect(named(show().field)).toEqual([null, null]);
  cleanup();
  expect(named(show(true).field)).toEqual(["list", "list-1"]);
});

test("leaving the field closes the mention list", () => {
  const { field, close } = show(true);
  fireEvent.blur(field);
  expect(close).toHaveBeenCalledOnce();
});
