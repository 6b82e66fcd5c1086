import { defineConfig } from "vitest/config";

export default defineConfig({
  resolve: { conditions: ["roomcast-source", "module", "node"] },
  ssr: { resolve: { conditions: ["roomcast-source", "module", "node"] } },
  test: { include: ["{packages/*,app}/test/**/*.test.{ts,tsx}"], testTimeout: 20_000 },
});
