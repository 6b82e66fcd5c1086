import { defineConfig } from "vitest/config";

// One real server and one real browser at a time: the tests share two cores with them.
export default defineConfig({
  test: {
    dir: import.meta.dirname,
    include: ["**/*.test.mjs"],
    fileParallelism: false,
    testTimeout: 90_000,
    hookTimeout: 90_000,
  },
});
