// @vitest-environment happy-dom
import { act, cleanup, renderHook } from "@testing-library/react";
import type { KeyboardEvent } from "react";
import { afterEach, beforeEach, expect, test, vi } from "vitest";
import { useMentions } from "../../src/composer/useMentions.ts";
import { ALICE, asRoom, BOB, fakeRoom, member } from "../fakes.tsx";

beforeEach(() => void vi.useFakeTimers());
afterEach(() => {
  cleanup();
  vi.useRealTimers();
});

/** Mentions in a field with a text and the caret at its end; the server knows alice and bob. */
function write(initial: string) {
  const room = fakeRoom();
  room.searchMembers.mockResolvedValue([member(ALICE), member(BOB)]);
  const element = document.createElement("textarea");
  const replace = vi.fn();
  const { result } = renderHook(() => useMentions(asRoom(room), { current: element }, replace));
  const look = async (text: string) => {
    element.value = text;
    element.setSelectionRange(text.length, text.length);
    act(() => result.current.look());
    await act(() => vi.advanceTimersByTimeAsync(100));
  };
  const press = (key: string) => {
    const event = { key, preventDefault: vi.fn() };
    let taken = false;
    act(() => {
      taken = result.current.onKeyDown(event as unknown as KeyboardEvent);
    });
    return taken;
  };
  const asked = () => room.searchMembers.mock.calls.flat() as unknown[];
  return look(initial).then(() => ({ now: () => result.current, look, press, replace, asked }));
}

test("members are looked up for a word behind an @, not for an address", async () => {
  const { now, look, asked } = await write("hi @b");
  expect([now().open, asked()]).toEqual([true, ["b"]]);
  await look("me@example");
  expect([now().open, asked()]).toEqual([false, ["b"]]);
});

test("the wide sign counts, and the word is looked up in one spelling", async () => {
  const { now, asked } = await write("看＠Jose\u0301");
  expect([now().open, asked()]).toEqual([true, ["Jos\u00e9"]]);
});

test("the arrows choose a member, round and round; Enter puts the name in place of the word", async () => {
  const { now, press, replace } = await write("hi @b");
  expect([press("ArrowDown"), now().active]).toEqual([true, 1]);
  expect([press("ArrowDown"), now().active]).toEqual([true, 0]);
  expect([press("ArrowUp"), now().active]).toEqual([true, 1]);
  press("Enter");
  expect(replace).toHaveBeenCalledExactlyOnceWith(4, 5, "bob ");
  expect(now().open).toBe(false);
});

test("Escape closes the list until the word is another one", async () => {
  const { now, look, press } = await write("hi @b");
  expect([press("Escape"), now().open]).toEqual([true, false]);
  await look("hi @b");
  expect(now().open).toBe(false);
  await look("hi @bo");
  expect(now().open).toBe(true);
});

test("keys are left to the field while no list is open", async () => {
  const { press } = await write("hello");
  expect([press("Enter"), press("ArrowUp")]).toEqual([false, false]);
});
