// @vitest-environment happy-dom
import type { Member, Reaction, RoomDetail } from "@roomcast/client";
import { act, cleanup, fireEvent, render, screen } from "@testing-library/react";
import { afterEach, beforeEach, expect, test, vi } from "vitest";
import { changeSettings } from "../../src/state/settings.ts";
import { en } from "../../src/text/en.ts";
import { zh } from "../../src/text/zh.ts";
import { Reactions } from "../../src/timeline/Reactions.tsx";
import { reactedBy } from "../../src/timeline/reactions.ts";
import { useReactionPicker } from "../../src/timeline/useReactionPicker.tsx";
import { ALICE, BOB, member, message, readable } from "../fakes.tsx";

vi.mock("../../src/composer/EmojiPicker.tsx", () => ({
  default: ({ onPick, onClose }: { onPick(emoji: string): void; onClose(): void }) => (
    <div role="dialog">
      <button type="button" onClick={() => onPick("🎉")}>
        party
      </button>
      <button type="button" onClick={onClose}>
        away
      </button>
    </div>
  ),
}));

beforeEach(() => {
  changeSettings({ language: "en" });
  HTMLElement.prototype.showPopover ??= () => undefined;
});
afterEach(cleanup);

const NAMES = new Map([
  [ALICE.id, "alice"],
  [BOB.id, "bob"],
]);
const nameOf = (id: number) => NAMES.get(id);
const reaction = (change: Partial<Reaction> = {}): Reaction => ({
  emoji: "👍",
  count: 2,
  user_ids: [1, 2],
  me: true,
  ...change,
});

test.each([
  [{}, "you and bob: 👍", "我、bob：👍"],
  [{ me: false, user_ids: [2], count: 1 }, "bob: 👍", "bob：👍"],
  [{ user_ids: [1, 2, 9], count: 1_234 }, "you, bob and 1,232 others: 👍", "我、bob 和另外 1,232 人：👍"],
  [{ me: false, user_ids: [8, 9], count: 2 }, "2 people: 👍", "2 人：👍"],
  [{ me: false, user_ids: [9], count: 1 }, "1 person: 👍", "1 人：👍"],
])("says who has reacted: %o", (change, english, chinese) => {
  expect(reactedBy(en, reaction(change), 1, nameOf)).toBe(english);
  expect(reactedBy(zh, reaction(change), 1, nameOf)).toBe(chinese);
});

const own = readable<Member | null>(member(ALICE));
const info = readable({ members: [ALICE, BOB] } as unknown as RoomDetail);
const actions = { react: vi.fn(), openReactions: vi.fn(), own, info };
const show = (reactions: Reaction[]) =>
  render(<Reactions t={en} message={message(1, { reactions })} me={ALICE} actions={actions} />);

test("a chip shows emoji and count, says whether it is one's own, and sets or takes it back", () => {
  show([reaction(), reaction({ emoji: ":ship:", me: false, user_ids: [2], count: 1_000 })]);
  const [first, other, add] = screen.getAllByRole("button");
  expect([first?.textContent, first?.getAttribute("aria-pressed")]).toEqual(["👍 2", "true"]);
  expect(first?.title).toMatch(/^you and .?bob.?: 👍$/);
  expect([other?.textContent, other?.getAttribute("aria-pressed")]).toEqual([":ship: 1,000", "false"]);
  for (const button of [first, other, add]) if (button) fireEvent.click(button);
  expect(actions.react.mock.calls.map(([, ...what]) => what)).toEqual([
    ["👍", false],
    [":ship:", true],
  ]);
  expect(actions.openReactions).toHaveBeenCalledOnce();
});

test("who may not react sees the reactions and cannot press them", () => {
  show([reaction()]);
  act(() => own.set(member(ALICE, { is_muted: true })));
  const buttons = screen.getAllByRole("button") as HTMLButtonElement[];
  expect(buttons.map((button) => button.disabled)).toEqual([true]);
});

test("an emoji is picked in a picker, which can be closed; the focus comes back", async () => {
  const onPick = vi.fn();
  function Opener() {
    const picker = useReactionPicker(onPick);
    return (
      <>
        <button type="button" onClick={() => picker.open(message(1), new DOMRect())}>
          open
        </button>
        {picker.node}
      </>
    );
  }
  render(<Opener />);
  const opener = screen.getByRole("button", { name: "open" });
  for (const name of ["away", "party"]) {
    opener.focus();
    fireEvent.click(opener);
    const button = await screen.findByRole("button", { name, hidden: true });
    button.focus();
    fireEvent.click(button);
    expect(document.activeElement).toBe(opener);
  }
  expect(onPick).toHaveBeenCalledExactlyOnceWith(message(1), "🎉");
  expect(screen.queryByRole("dialog", { hidden: true })).toBeNull();
});
