// @vitest-environment happy-dom
import { cleanup, fireEvent, render, screen } from "@testing-library/react";
import { afterEach, beforeEach, expect, test, vi } from "vitest";
import { useEmoji } from "../../src/composer/useEmoji.tsx";
import { changeSettings } from "../../src/state/settings.ts";

vi.mock("../../src/composer/EmojiPicker.tsx", () => ({
  default: ({ onPick, onClose }: { onPick(emoji: string): void; onClose(): void }) => (
    <div role="dialog">
      <button type="button" onClick={() => onPick("🎉")}>
        pick
      </button>
      <button type="button" onClick={onClose}>
        close
      </button>
    </div>
  ),
}));

beforeEach(() => changeSettings({ language: "en" }));
afterEach(cleanup);

/** The button and the place of a picker. */
function show() {
  const onPick = vi.fn();
  function Both() {
    const { button, picker } = useEmoji(onPick);
    return [<div key="button">{button}</div>, <div key="picker">{picker}</div>];
  }
  render(<Both />);
  const press = (name: string) => fireEvent.click(screen.getByRole("button", { name }));
  return { onPick, press };
}

test("the button opens the picker, which closes once an emoji is picked", async () => {
  const { onPick, press } = show();
  expect(screen.queryByRole("dialog")).toBeNull();
  press("Emoji");
  await screen.findByRole("dialog", undefined, { timeout: 10_000 });
  press("pick");
  expect(onPick).toHaveBeenCalledExactlyOnceWith("🎉");
  expect(screen.queryByRole("dialog")).toBeNull();
});

test("the picker closes without an emoji too", async () => {
  const { onPick, press } = show();
  press("Emoji");
  await screen.findByRole("dialog", undefined, { timeout: 10_000 });
  press("close");
  expect([screen.queryByRole("dialog"), onPick.mock.calls.length]).toEqual([null, 0]);
});
