// @vitest-environment happy-dom
import { act, cleanup, renderHook } from "@testing-library/react";
import { afterEach, beforeEach, expect, test, vi } from "vitest";
import { useBuffer } from "../../src/timeline/useBuffer.ts";

beforeEach(() => void vi.useFakeTimers());
afterEach(() => {
  cleanup();
  vi.useRealTimers();
});

/** The heights beside a list whose entries change after each of `pauses`, in ms; then of the list at rest. */
function heights(pauses: number[], atEnd = true) {
  const { result, rerender } = renderHook(useBuffer, { initialProps: { entries: [], atEnd } });
  const wait = (ms: number) => act(() => vi.advanceTimersByTime(ms));
  const all = pauses.map((ms) => {
    wait(ms);
    rerender({ entries: [], atEnd });
    return result.current;
  });
  wait(10_000);
  return [...all, result.current];
}

test("messages that come now and then leave the rows beside the visible ones rendered", () => {
  expect(heights([3_000, 2_000, 5_000])).toEqual([600, 600, 600, 600]);
});

test("a burst has fewer rows rendered, until it is over", () => {
  expect(heights([3_000, 200, 1_000])).toEqual([600, 50, 50, 600]);
});

test("a reader above the end has all rows rendered in a burst, too", () => {
  expect(heights([3_000, 200, 1_000], false)).toEqual([600, 600, 600, 600]);
});
