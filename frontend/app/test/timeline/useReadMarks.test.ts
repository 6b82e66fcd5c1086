// @vitest-environment happy-dom
import { renderHook } from "@testing-library/react";
import { afterEach, beforeEach, expect, test, vi } from "vitest";
import { useReadMarks } from "../../src/timeline/useReadMarks.ts";
import { asRoom, fakeRoom, timelineOf } from "../fakes.tsx";

let hasFocus = true;
beforeEach(() => {
  hasFocus = true;
  vi.useFakeTimers();
  vi.spyOn(document, "hasFocus").mockImplementation(() => hasFocus);
});
afterEach(() => {
  vi.restoreAllMocks();
  vi.useRealTimers();
});

function reading(isFollowing = true, hasNewer = false) {
  const room = fakeRoom(timelineOf(1, 3, { hasNewer }));
  renderHook(() => useReadMarks(asRoom(room), () => isFollowing));
  return room;
}

test("the newest message is marked as read once it was on the screen for a second", () => {
  const room = reading();
  vi.advanceTimersByTime(1_000);
  expect(room.markRead).not.toHaveBeenCalled();
  vi.advanceTimersByTime(1_000);
  expect(room.markRead).toHaveBeenCalledExactlyOnceWith(103);
});

test("nothing is read in a page without focus, above the end, or where newer messages are missing", () => {
  const rooms = [reading(false), reading(true, true)];
  hasFocus = false;
  rooms.push(reading());
  vi.advanceTimersByTime(5_000);
  for (const room of rooms) expect(room.markRead).not.toHaveBeenCalled();
});

test("a page that loses its focus within the second has not shown the message", () => {
  const room = reading();
  vi.advanceTimersByTime(1_000);
  hasFocus = false;
  vi.advanceTimersByTime(1_000);
  hasFocus = true;
  vi.advanceTimersByTime(1_000);
  expect(room.markRead).not.toHaveBeenCalled();
});
