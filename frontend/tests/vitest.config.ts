import { defineConfig } from "vitest/config";

// One server and one browser at a time: on two cores, more of them would slow each other down.
export default defineConfig({
  test: {
    dir: import.meta.dirname,
    include: ["**/*.test.mjs"],
    fileParallelism: false,
    testTimeout: 90_000,
    hookTimeout: 90_000,
    // A busy machine shows everything later; what is to stay away is looked at after a wait of its own.
    expect: { poll: { timeout: 15_000 } },
  },
});
