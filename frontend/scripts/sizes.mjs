// Prints what each package weighs in a page: bundled, minified, gzipped, without React; by esbuild, and by the
// minifier of the Vite that builds the page. Fails past the limits, which hold for both.
import { gzipSync } from "node:zlib";
import { build } from "esbuild";
import { minify } from "vite";

const BUILD = {
  bundle: true,
  format: "esm",
  target: "es2022",
  charset: "utf8",
  conditions: ["roomcast-source"],
  write: false,
};

const root = new URL("..", import.meta.url).pathname;

/** Bytes, after gzip -9. */
const PROMISES = [
  {
    name: "@roomcast/client",
    entry: "packages/client/src/index.ts",
    goal: 9_000,
    limit: 13_000,
    external: [],
  },
  {
    name: "@roomcast/client/sockets",
    entry: "packages/client/src/sockets/index.ts",
    goal: 3_000,
    limit: 4_000,
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

const gzipped = (code) => gzipSync(code, { level: 9 }).length;

for (const { name, entry, goal, limit, external } of PROMISES) {
  const from = { ...BUILD, entryPoints: [root + entry], external };
  const [small, plain] = await Promise.all([build({ ...from, minify: true }), build(from)]);
  const byVite = await minify("bundle.js", plain.outputFiles[0].text, { module: true });
  const sizes = { esbuild: gzipped(small.outputFiles[0].contents), Vite: gzipped(byVite.code) };
  const most = Math.max(...Object.values(sizes));
  const verdict = most > limit ? "TOO LARGE" : most > goal ? "over the goal" : "ok";
  const each = Object.entries(sizes).map(([by, bytes]) => `${(bytes / 1000).toFixed(2)} kB (${by})`);
  console.log(`${name}: ${each.join(", ")}, goal ${goal / 1000}, limit ${limit / 1000}: ${verdict}`);
  if (most > limit) process.exitCode = 1;
}
