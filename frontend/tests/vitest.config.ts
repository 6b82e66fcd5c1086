import { defineConfig } from "vitest/config";

// One server and one browser at a time: on two cores, more of them would slow each other down.
export default defineConfig({
  test: {
    dir: import.meta.dirname,
    include: ["**/*.test.mjs"],
    fileParallelism: false,
    testTimeout: 90_000,
    hookTimeout: 90_000,
  },
});
