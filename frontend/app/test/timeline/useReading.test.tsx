// @vitest-environment happy-dom
import type { Entry } from "@roomcast/client";
import { act, cleanup, renderHook } from "@testing-library/react";
import type { ReactNode } from "react";
import { afterEach, beforeEach, expect, test, vi } from "vitest";
import { watched } from "../../src/state/watched.ts";
import type { Place } from "../../src/timeline/place/usePlace.ts";
import { useReading } from "../../src/timeline/useReading.ts";
import { ALICE, asRoom, fakeRoom, InChat, sent, timelineOf } from "../fakes.tsx";

let hasFocus = true;
beforeEach(() => {
  hasFocus = true;
  vi.useFakeTimers();
  vi.spyOn(document, "hasFocus").mockImplementation(() => hasFocus);
});
afterEach(() => {
  cleanup();
  vi.restoreAllMocks();
  vi.useRealTimers();
});

/** A reader of a room of 40 messages, the first 10 of them read, at the message with number `first`; 10 are visible. */
function readingAt(first: number, tail: readonly Entry[] = [], follows = false) {
  const timeline = timelineOf(1, 40);
  const room = fakeRoom(timeline);
  room.unread.set({ count: 30, lastReadId: 110 });
  const element = document.createElement("div");
  Object.defineProperty(element, "clientHeight", { value: 1_000 });
  element.scrollTop = (first - 1) * 100;
  // The last row ends where the screen does.
  const rows = tail.map((_, n) => {
    const row = document.createElement("div");
    row.getBoundingClientRect = () => new DOMRect(0, 1_000 - (tail.length - n) * 100, 100, 100);
    return row;
  });
  const part = document.createElement("div");
  part.append(...rows);
  element.append(part);
  const list = {
    findItemIndex: (offset: number) => Math.floor(offset / 100),
    getItemOffset: (index: number) => index * 100,
    getItemSize: () => 100,
  };
  const place = {
    list: { current: list },
    scroller: { current: element },
    following: { isFollowing: () => follows },
    entries: timeline.entries,
    head: timeline.entries.slice(0, timeline.entries.length - tail.length),
    tail,
    filled: true,
  } as unknown as Place;
  const wrapper = ({ children }: { children: ReactNode }) => <InChat room={room}>{children}</InChat>;
  const hook = renderHook(() => useReading(asRoom(room), place, timeline.hasNewer), {
    wrapper,
  });
  return { room, ...hook };
}

const pass = (ms: number) => act(() => void vi.advanceTimersByTime(ms));

test("what was on the screen for a second is marked as read, and nothing below it", () => {
  const { room } = readingAt(11);
  pass(1_000);
  expect(room.markRead).not.toHaveBeenCalled();
  pass(1_000);
  expect(room.markRead).toHaveBeenCalledExactlyOnceWith(120);
});

test("nothing new is marked where unread messages were jumped over, until they are dismissed", () => {
  const { room, result } = readingAt(21);
  pass(3_000);
  for (const [id] of room.markRead.mock.calls) expect(id).toBe(110);
  expect(result.current.skipped).toEqual({ firstId: 111, count: 10 });
  act(() => result.current.dismiss());
  expect(room.markRead).toHaveBeenLastCalledWith(121);
  expect(result.current.skipped).toBeNull();
});

test("sending dismisses nothing, also before the message is shown", () => {
  const { room, result } = readingAt(21);
  pass(2_000);
  // The next timeline is there, and not shown yet.
  const { entries } = timelineOf(1, 40);
  room.timeline.set({ ...timelineOf(1, 40), entries: [...entries, sent(41, { sender: ALICE })] });
  act(() => room.unread.set({ count: 0, lastReadId: 141 }));
  pass(2_000);
  expect(result.current.skipped).toEqual({ firstId: 111, count: 10 });
});

test("a page that loses its focus within the second has not shown the messages", () => {
  const { room } = readingAt(11);
  pass(1_000);
  hasFocus = false;
  pass(1_000);
  hasFocus = true;
  pass(1_000);
  expect(room.markRead).not.toHaveBeenCalled();
});

test("a list in two parts that is on its way to another place has shown nothing of it", () => {
  const { room } = readingAt(11, timelineOf(11, 40).entries);
  pass(3_000);
  expect(room.markRead).not.toHaveBeenCalled();
});

test("in a list of two parts, rows above the screen are not taken for seen", () => {
  const { room, result } = readingAt(31, timelineOf(11, 40).entries, true);
  pass(3_000);
  for (const [id] of room.markRead.mock.calls) expect(id).toBe(110);
  expect(result.current.skipped).toEqual({ firstId: 111, count: 20 });
});

test("in a list of two parts, what is on the screen is seen, in the one part and the other", () => {
  const { room, result } = readingAt(31, timelineOf(36, 40).entries, true);
  act(() => room.unread.set({ count: 10, lastReadId: 130 }));
  pass(2_000);
  expect(room.markRead).toHaveBeenLastCalledWith(140);
  expect(result.current.skipped).toBeNull();
});

test("a room is watched while its newest messages are looked at, and all before them were seen", () => {
  const { room, unmount } = readingAt(31, [], true);
  pass(3_000);
  // Messages above were jumped over.
  expect(watched.get()).toBeNull();
  act(() => room.unread.set({ count: 10, lastReadId: 130 }));
  pass(1_000);
  expect(watched.get()).toBe(room.id);
  hasFocus = false;
  pass(1_000);
  expect(watched.get()).toBeNull();
  hasFocus = true;
  pass(2_000);
  expect(watched.get()).toBe(room.id);
  // Newer messages may be known that are not shown.
  room.phase.set("catching_up");
  pass(1_000);
  expect(watched.get()).toBeNull();
  room.phase.set("current");
  pass(1_000);
  expect(watched.get()).toBe(room.id);
  unmount();
  expect(watched.get()).toBeNull();
});

test("a read position that moves elsewhere ends the banner at once", () => {
  const { room, result, rerender } = readingAt(21);
  pass(1_000);
  expect(result.current.skipped).toEqual({ firstId: 111, count: 10 });
  room.unread.set({ count: 0, lastReadId: 140 });
  rerender();
  expect(result.current.skipped).toBeNull();
});
