// @vitest-environment happy-dom
import type { Timeline } from "@roomcast/client";
import { act, cleanup, renderHook } from "@testing-library/react";
import { afterEach, beforeEach, expect, test, vi } from "vitest";
import { createFollowing } from "../../src/timeline/place/following.ts";
import { useEnd } from "../../src/timeline/place/useEnd.ts";
import { useJump } from "../../src/timeline/place/useJump.ts";
import type { ListView } from "../../src/timeline/place/useListView.ts";
import { useLoadAhead } from "../../src/timeline/place/useLoadAhead.ts";
import { useScrollerEvents } from "../../src/timeline/place/useScrollerEvents.ts";
import { useSteps } from "../../src/timeline/place/useSteps.ts";
import { asRoom, type FakeRoom, fakeRoom, timelineOf } from "../fakes.tsx";

beforeEach(() => void vi.useFakeTimers());
afterEach(() => {
  cleanup();
  vi.useRealTimers();
});

/** An element of 500 px with content of 2,000 px. */
function scrollerAt(scrollTop: number) {
  const element = document.createElement("div");
  Object.defineProperties(element, {
    scrollTop: { value: scrollTop, writable: true },
    scrollHeight: { value: 2_000, writable: true },
    clientHeight: { value: 500, writable: true },
  });
  return element;
}

function viewOf(timeline: Timeline, scrollTop = 1_500) {
  const scrollToIndex = vi.fn();
  const view = {
    list: { current: { scrollToIndex } },
    scroller: { current: scrollerAt(scrollTop) },
    timeline: { current: timeline },
    entries: { current: timeline.entries },
    aim: { current: null },
    following: createFollowing(),
  } as unknown as ListView;
  return { view, scrollToIndex, scroller: view.scroller.current as HTMLDivElement };
}

test("useSteps renders a change of head and tail in two steps", () => {
  const shown: [number, boolean][] = [];
  const { rerender } = renderHook(
    ({ entries }) => {
      const step = useSteps(entries);
      shown.push([step.entries.length, step.shift]);
    },
    { initialProps: { entries: timelineOf(3, 5).entries } },
  );
  shown.length = 0;
  rerender({ entries: timelineOf(1, 7).entries });
  expect(shown).toEqual([
    [5, true],
    [7, false],
  ]);
});

const aheadAt = (room: FakeRoom, timeline: Timeline, scrollTop: number) => {
  const { view } = viewOf(timeline, scrollTop);
  renderHook(() => useLoadAhead(asRoom(room), view)).result.current();
};

test("useLoadAhead loads messages in the direction in which few are left", () => {
  const both = timelineOf(1, 3, { hasOlder: true, hasNewer: true });
  const room = fakeRoom();
  aheadAt(room, both, 1_500);
  expect([room.older.mock.calls.length, room.newer.mock.calls.length]).toEqual([0, 1]);
  aheadAt(room, both, 0);
  expect([room.older.mock.calls.length, room.newer.mock.calls.length]).toEqual([1, 1]);
});

test("useLoadAhead loads nothing where there is nothing more, and nothing for an empty list", () => {
  const room = fakeRoom();
  aheadAt(room, timelineOf(1, 3), 0);
  aheadAt(room, timelineOf(1, 0, { hasOlder: true, hasNewer: true }), 0);
  expect([room.older.mock.calls.length, room.newer.mock.calls.length]).toEqual([0, 0]);
});

function endOf(timeline: Timeline) {
  const room = fakeRoom();
  const loadAhead = vi.fn();
  const { view, scroller } = viewOf(timeline);
  const { result } = renderHook(() => useEnd(asRoom(room), view, loadAhead));
  return { room, loadAhead, view, scroller, result };
}

test("useLoadAhead waits while the list is on its way to an entry", () => {
  const room = fakeRoom();
  const { view } = viewOf(timelineOf(1, 3, { hasOlder: true }), 0);
  view.aim.current = { key: "m102", how: {} };
  renderHook(() => useLoadAhead(asRoom(room), view)).result.current();
  expect(room.older).not.toHaveBeenCalled();
});

test("useEnd says when the list has left its end", () => {
  const { result, scroller, loadAhead } = endOf(timelineOf(1, 3));
  act(() => result.current.onScroll());
  expect(result.current.atEnd).toBe(true);
  scroller.scrollTop = 800;
  act(() => result.current.onScroll());
  expect(result.current.atEnd).toBe(false);
  expect(loadAhead).toHaveBeenCalledTimes(2);
});

test("useEnd keeps a list at its end only while it follows, and tells the list at once", () => {
  const { result, scroller, view } = endOf(timelineOf(1, 3));
  const heard = vi.fn();
  scroller.addEventListener("scroll", heard);
  act(() => result.current.keepEnd());
  expect([scroller.scrollTop, heard.mock.calls.length]).toEqual([2_000, 0]);
  scroller.scrollTop = 1_500;
  act(() => result.current.onScroll());
  act(() => result.current.keepEnd());
  expect([scroller.scrollTop, heard.mock.calls.length]).toEqual([2_000, 1]);
  view.following.stay();
  scroller.scrollTop = 100;
  act(() => result.current.keepEnd());
  expect(scroller.scrollTop).toBe(100);
});

test("useEnd goes to the end, and loads the newest messages first if they are missing", async () => {
  const loaded = endOf(timelineOf(1, 3));
  loaded.view.following.stay();
  act(() => loaded.result.current.goToEnd());
  expect([loaded.scroller.scrollTop, loaded.view.following.isFollowing()]).toEqual([2_000, true]);
  expect(loaded.room.latest).not.toHaveBeenCalled();

  const missing = endOf(timelineOf(1, 3, { hasNewer: true }));
  await act(async () => missing.result.current.goToEnd());
  expect(missing.room.latest).toHaveBeenCalledOnce();
  missing.scroller.scrollTop = 700;
  act(() => missing.result.current.onScroll());
  missing.view.timeline.current = timelineOf(101, 103);
  act(() => missing.result.current.keepEnd());
  expect([missing.scroller.scrollTop, missing.result.current.atEnd]).toEqual([2_000, true]);
});

function jumpIn(timeline: Timeline, target: number | null = null) {
  const room = fakeRoom();
  const onSettled = vi.fn();
  const { view, scrollToIndex } = viewOf(timeline);
  const { result } = renderHook(() => useJump(asRoom(room), view, target, onSettled));
  return { room, onSettled, view, scrollToIndex, result };
}

test("useJump aims at a loaded message until the rows are measured, and highlights it for a while", () => {
  const { result, scrollToIndex, view, onSettled } = jumpIn(timelineOf(1, 3));
  act(() => result.current.goTo(102));
  expect(scrollToIndex.mock.calls).toEqual([[1, { align: "center" }]]);
  expect([result.current.flash, view.following.isFollowing()]).toEqual([102, false]);
  view.entries.current = timelineOf(0, 3).entries;
  act(() => void vi.advanceTimersByTime(700));
  expect(scrollToIndex).toHaveBeenLastCalledWith(2, { align: "center" });
  expect(onSettled).toHaveBeenCalledOnce();
  act(() => void vi.advanceTimersByTime(2_000));
  expect([result.current.flash, view.aim.current]).toEqual([null, null]);
});

test("useJump loads a message that is missing and shows it when it arrives", async () => {
  const { result, scrollToIndex, room, view } = jumpIn(timelineOf(1, 3));
  await act(async () => result.current.goTo(150));
  expect(room.around).toHaveBeenCalledExactlyOnceWith(150);
  act(() => result.current.arrive());
  expect([result.current.isPending(), scrollToIndex.mock.calls.length]).toEqual([true, 0]);
  view.entries.current = timelineOf(45, 55).entries;
  act(() => result.current.arrive());
  expect(scrollToIndex).toHaveBeenCalledExactlyOnceWith(5, { align: "center" });
  expect([result.current.isPending(), result.current.flash]).toEqual([false, 150]);
});

test("useJump is given up by going to the end", () => {
  const { result, scrollToIndex } = jumpIn(timelineOf(1, 3));
  act(() => result.current.goTo(102));
  scrollToIndex.mockClear();
  act(() => result.current.cancel());
  act(() => void vi.advanceTimersByTime(1_000));
  expect(scrollToIndex).not.toHaveBeenCalled();
});

test("useJump gives up a message that cannot be loaded", async () => {
  const { result, room } = jumpIn(timelineOf(1, 3));
  room.around.mockRejectedValueOnce(new Error("gone"));
  await act(async () => result.current.goTo(150));
  expect(result.current.isPending()).toBe(false);
});

test("useJump waits for the message that the page was opened with", () => {
  const { result } = jumpIn(timelineOf(1, 3), 102);
  expect(result.current.isPending()).toBe(true);
  act(() => result.current.arrive());
  expect(result.current.flash).toBe(102);
});

test("useScrollerEvents watches sizes and notes input while the list is shown", () => {
  const watched: Element[] = [];
  const observer = { observe: (element: Element) => watched.push(element), disconnect: vi.fn() };
  vi.stubGlobal("ResizeObserver", function ResizeObserver() {
    return observer;
  });
  const { view, scroller } = viewOf(timelineOf(1, 3));
  scroller.append(document.createElement("div"));
  const noteInput = vi.spyOn(view.following, "noteInput");
  const onResize = vi.fn();
  const { rerender, unmount } = renderHook(({ filled }) => useScrollerEvents(view, filled, onResize), {
    initialProps: { filled: false },
  });
  expect(watched).toEqual([]);
  rerender({ filled: true });
  expect(watched).toEqual([scroller, scroller.firstChild]);
  scroller.dispatchEvent(new Event("wheel"));
  expect(noteInput).toHaveBeenCalledOnce();
  unmount();
  scroller.dispatchEvent(new Event("wheel"));
  expect([noteInput.mock.calls.length, observer.disconnect.mock.calls.length]).toEqual([1, 1]);
  vi.unstubAllGlobals();
});

test("useEnd goes on to the newest messages when a page before them is rendered on the way", () => {
  const { result, view } = endOf(timelineOf(1, 3, { hasNewer: true }));
  act(() => result.current.goToEnd());
  act(() => result.current.keepEnd(true));
  expect([view.following.isFollowing(), result.current.atEnd]).toEqual([true, true]);
});
