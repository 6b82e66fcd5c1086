// @vitest-environment happy-dom
import { cleanup, fireEvent, render, screen } from "@testing-library/react";
import type { ReactNode } from "react";
import { afterEach, beforeEach, expect, test, vi } from "vitest";
import EmojiPicker from "../../src/composer/EmojiPicker.tsx";
import { changeSettings } from "../../src/state/settings.ts";

/** The library's picker with one emoji. */
vi.mock("frimousse", () => {
  const Nothing = () => null;
  interface RootProps {
    children: ReactNode;
    locale: string;
    onEmojiSelect(picked: { emoji: string }): void;
  }
  const Root = ({ children, locale, onEmojiSelect }: RootProps) => (
    <div role="dialog" lang={locale}>
      {children}
      <button type="button" onClick={() => onEmojiSelect({ emoji: "🎉" })}>
        party
      </button>
    </div>
  );
  const parts = { Search: Nothing, Viewport: Nothing, Loading: Nothing, Empty: Nothing, List: Nothing };
  return { EmojiPicker: { Root, ...parts } };
});

beforeEach(() => changeSettings({ language: "en" }));
afterEach(cleanup);

function show() {
  const [onPick, onClose] = [vi.fn(), vi.fn()];
  render(<EmojiPicker onPick={onPick} onClose={onClose} />);
  return { onPick, onClose };
}

test("a picked emoji is handed over, in the page's language", () => {
  const { onPick, onClose } = show();
  expect(screen.getByRole("dialog").lang).toBe("en");
  const party = screen.getByRole("button", { name: "party" });
  fireEvent.pointerDown(party);
  fireEvent.click(party);
  expect([onPick.mock.calls, onClose.mock.calls.length]).toEqual([[["🎉"]], 0]);
});

test("a click outside or Escape closes the picker, as long as it is shown", () => {
  const { onClose } = show();
  fireEvent.pointerDown(document.body);
  fireEvent.keyDown(document.body, { key: "Escape" });
  fireEvent.keyDown(document.body, { key: "a" });
  expect(onClose).toHaveBeenCalledTimes(2);
  cleanup();
  fireEvent.pointerDown(document.body);
  expect(onClose).toHaveBeenCalledTimes(2);
});
