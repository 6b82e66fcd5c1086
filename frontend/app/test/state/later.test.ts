import { afterEach, expect, test, vi } from "vitest";
import { later } from "../../src/state/later.ts";

afterEach(() => {
  vi.useRealTimers();
  vi.unstubAllGlobals();
});

test("a part that cannot be loaded while the server is away is loaded when it is back", async () => {
  vi.useFakeTimers();
  vi.stubGlobal("fetch", async () => {
    throw new TypeError("away");
  });
  let away = true;
  const part = later(async () => {
    if (away) throw new TypeError("away");
    return "part";
  })();
  await vi.advanceTimersByTimeAsync(10_000);
  away = false;
  await vi.advanceTimersByTimeAsync(3_000);
  expect(await part).toBe("part");
});

test("a part that a server no longer has is an error", async () => {
  vi.stubGlobal("fetch", async () => new Response("{}"));
  const load = vi.fn(async () => {
    throw new TypeError("gone");
  });
  await expect(later(load)()).rejects.toThrow("gone");
  expect(load).toHaveBeenCalledTimes(2);
});
