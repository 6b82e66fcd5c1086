import { afterEach, beforeEach, expect, test, vi } from "vitest";

const FRAME_MS = 10;
/** Time that updates have taken: no timer runs in it. */
let worked = 0;
let frame: typeof import("../../src/state/frame.ts").frame;
let holdUpdate: typeof import("../../src/state/frame.ts").holdUpdate;
/** What is called when the user does something, by the kind of event. */
let heard: Record<string, (event: { key?: string }) => void>;

beforeEach(async () => {
  vi.useFakeTimers();
  vi.stubGlobal("requestAnimationFrame", (run: () => void) => setTimeout(run, FRAME_MS));
  vi.stubGlobal("cancelAnimationFrame", clearTimeout);
  vi.stubGlobal("document", { hidden: false });
  vi.spyOn(performance, "now").mockImplementation(() => Date.now() + worked);
  vi.resetModules();
  heard = {};
  vi.stubGlobal("addEventListener", (type: string, hear: () => void) => {
    heard[type] = hear;
  });
  const made = await import("../../src/state/frame.ts");
  made.watchActs();
  ({ frame, holdUpdate } = made);
});
afterEach(() => {
  vi.useRealTimers();
  vi.unstubAllGlobals();
  vi.restoreAllMocks();
});

/** Runs `count` updates that take `cost` ms each, one after the other; answers the times between them. */
async function pausesOf(count: number, cost: number) {
  const pauses: number[] = [];
  let ended = performance.now();
  const update = () => {
    pauses.push(performance.now() - ended);
    worked += cost;
    ended = performance.now();
    if (pauses.length < count) frame(update);
  };
  frame(update);
  await vi.advanceTimersByTimeAsync(count * 2_000);
  return pauses;
}

test("after a quiet while, updates come with every frame", async () => {
  expect(Math.max(...(await pausesOf(3, 30)))).toBeLessThan(2 * FRAME_MS);
});

test("in a burst, updates that take a frame have a tenth of the time, and longer ones less", async () => {
  for (const [cost, pause] of [
    [15, 150],
    [32, 640],
  ] as const) {
    const later = (await pausesOf(60, cost)).slice(-20);
    expect(Math.min(...later)).toBeGreaterThan(pause - 3 * FRAME_MS);
    expect(Math.max(...later)).toBeLessThan(pause + 2 * FRAME_MS);
  }
});

test("time that was saved lasts for two slow updates in a row, not for a burst of them", async () => {
  const [first = 0, second = 0, third = 0, fourth = 0] = await pausesOf(4, 50);
  expect(Math.max(first, second)).toBeLessThan(2 * FRAME_MS);
  expect(third).toBeGreaterThan(500);
  expect(fourth).toBeGreaterThan(1_400);
});

test("updates that seldom come are shown at once, and after a long one the pause is short", async () => {
  for (const [cost, every, most] of [
    [90, 1_000, 0],
    [200, 3_000, 500],
  ] as const) {
    await vi.advanceTimersByTimeAsync(5_000);
    for (let n = 0; n < 10; n += 1) {
      const at = performance.now();
      let shownAt = Number.POSITIVE_INFINITY;
      frame(() => {
        shownAt = performance.now();
        worked += cost;
      });
      frame(() => expect(performance.now() - shownAt - cost).toBeLessThan(most + 2 * FRAME_MS));
      await vi.advanceTimersByTimeAsync(every);
      expect(shownAt - at).toBeLessThan(2 * FRAME_MS);
    }
  }
});

test("updates that take very long are shown all the same, with pauses of a second and a half", async () => {
  const pauses = await pausesOf(10, 500);
  expect(Math.max(...pauses)).toBeGreaterThan(1_500 - FRAME_MS);
  expect(Math.max(...pauses)).toBeLessThanOrEqual(1_500 + 2 * FRAME_MS);
});

test("what the user does is shown at once, in a burst too, and so is what answers it", async () => {
  await pausesOf(10, 500);
  await vi.advanceTimersByTimeAsync(2_000);
  let isWaiting = false;
  /** Whether an update, the one that waits or a new one, comes in `ms`. */
  const isShownWithin = async (ms: number) => {
    if (!isWaiting) {
      isWaiting = true;
      frame(() => {
        isWaiting = false;
        worked += 100;
      });
    }
    await vi.advanceTimersByTimeAsync(ms);
    return !isWaiting;
  };
  const act = (type: string, key?: string) => setTimeout(() => heard[type]?.({ key }), 1);
  for (const [type, key] of [["keydown", "Enter"], ["click"]] as const) {
    while (await isShownWithin(20));
    act("keydown", "a");
    expect(await isShownWithin(20)).toBe(false);
    act(type, key);
    expect(await isShownWithin(20)).toBe(true);
    expect(await isShownWithin(20)).toBe(true);
  }
});

test("a hidden page pauses for nothing: nobody types in it", async () => {
  vi.stubGlobal("document", { hidden: true });
  expect(Math.max(...(await pausesOf(40, 30)))).toBeLessThan(2 * FRAME_MS);
});

/** The pause after an update whose rows are rendered in pieces for `ms` after it. */
async function pauseAfterPieces(ms: number) {
  let shownAt = Number.NaN;
  let pause = Number.NaN;
  frame(() => {
    setTimeout(holdUpdate(), ms);
    shownAt = performance.now();
    frame(() => {
      pause = performance.now() - shownAt;
    });
  });
  await vi.advanceTimersByTimeAsync(20_000);
  return pause;
}

test("what an update renders in pieces is part of its time, up to a limit", async () => {
  expect(await pauseAfterPieces(100)).toBeLessThan(100 + 2 * FRAME_MS);
  const later = await pauseAfterPieces(250);
  expect(later).toBeGreaterThan(1_250);
  expect(later).toBeLessThan(1_300);
  expect(await pauseAfterPieces(1_000_000)).toBeLessThan(3_100);
});

test("what the user does while an update is rendered in pieces is shown at once, too", async () => {
  await pausesOf(10, 500);
  let isShown = false;
  frame(() => {
    holdUpdate();
    frame(() => {
      isShown = true;
    });
  });
  await vi.advanceTimersByTimeAsync(2_000);
  expect(isShown).toBe(false);
  heard.click?.({});
  await vi.advanceTimersByTimeAsync(2 * FRAME_MS);
  expect(isShown).toBe(true);
});
