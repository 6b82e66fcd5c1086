// Prints what each package weighs in a page: minified, gzipped, without React. Fails past the limits.
import { gzipSync } from "node:zlib";
import { build } from "esbuild";

const root = new URL("..", import.meta.url).pathname;

/** Bytes, after gzip -9. */
const PROMISES = [
  {
    name: "@roomcast/client",
    entry: "packages/client/src/index.ts",
    goal: 9_000,
    limit: 12_000,
    external: [],
  },
  {
    name: "@roomcast/react",
    entry: "packages/react/src/index.ts",
    goal: 3_000,
    limit: 5_000,
    external: ["react", "react/jsx-runtime", "@roomcast/client"],
  },
];

for (const { name, entry, goal, limit, external } of PROMISES) {
  const { outputFiles } = await build({
    entryPoints: [root + entry],
    bundle: true,
    minify: true,
    format: "esm",
    target: "es2022",
    charset: "utf8",
    external,
    conditions: ["roomcast-source"],
    write: false,
  });
  const bytes = gzipSync(outputFiles[0].contents, { level: 9 }).length;
  const verdict = bytes > limit ? "TOO LARGE" : bytes > goal ? "over the goal" : "ok";
  console.log(
    `${name}: ${(bytes / 1000).toFixed(2)} kB (goal ${goal / 1000}, limit ${limit / 1000}) ${verdict}`,
  );
  if (bytes > limit) process.exitCode = 1;
}
