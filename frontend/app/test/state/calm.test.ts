import type { Readable } from "@roomcast/client";
import { afterEach, beforeEach, expect, test, vi } from "vitest";
import { calm } from "../../src/state/calm.ts";

beforeEach(() => void vi.useFakeTimers());
afterEach(() => void vi.useRealTimers());

/** A value that can be set. */
function source() {
  let value = 0;
  const listeners = new Set<() => void>();
  const readable: Readable<number> = {
    initial: 0,
    get: () => value,
    subscribe(listener) {
      listeners.add(listener);
      return () => void listeners.delete(listener);
    },
  };
  const set = (next: number) => {
    value = next;
    for (const listener of listeners) listener();
  };
  return { readable, set, listeners };
}

test("the first change is told at once, later ones together", () => {
  const { readable, set } = source();
  const quiet = calm(readable, 100);
  const told: number[] = [];
  quiet.subscribe(() => told.push(quiet.get()));
  set(1);
  expect(told).toEqual([1]);
  set(2);
  set(3);
  expect(told).toEqual([1]);
  vi.advanceTimersByTime(100);
  expect(told).toEqual([1, 3]);
  vi.advanceTimersByTime(100);
  set(4);
  expect(told).toEqual([1, 3, 4]);
});

test("a value that nobody follows is the newest one", () => {
  const { readable, set, listeners } = source();
  const quiet = calm(readable, 100);
  const stop = quiet.subscribe(() => undefined);
  set(1);
  set(2);
  stop();
  set(3);
  expect([quiet.get(), listeners.size]).toEqual([3, 0]);
  vi.advanceTimersByTime(1_000);
  expect(quiet.get()).toBe(3);
});
