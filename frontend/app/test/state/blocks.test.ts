import { afterEach, expect, test, vi } from "vitest";

afterEach(() => vi.unstubAllGlobals());

test("blocks are known and made where the browser forbids channels between tabs", async () => {
  vi.stubGlobal("BroadcastChannel", function BroadcastChannel() {
    throw new DOMException("forbidden", "SecurityError");
  });
  const { block, blocked, loadBlocks } = await import("../../src/state/blocks.ts");
  await loadBlocks({ listBlocks: async () => ({ items: [{ user_id: 3 }] }) as never });
  await block({ blockUser: async () => undefined as never }, 4, true);
  expect([...blocked.get()]).toEqual([3, 4]);
});
