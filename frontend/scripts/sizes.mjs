// Prints what each package weighs in a page: bundled, minified, gzipped, without React; by esbuild, and by the
// minifier of the Vite that builds the page. What a package loads later is a line of its own. Fails past the limits,
// which hold for both.
import { gzipSync } from "node:zlib";
import { build } from "esbuild";
import { minify } from "vite";

const BUILD = {
  bundle: true,
  splitting: true,
  format: "esm",
  target: "es2022",
  charset: "utf8",
  conditions: ["roomcast-source"],
  write: false,
  metafile: true,
  outdir: "out",
};

const root = new URL("..", import.meta.url).pathname;

/** Bytes, after gzip -9. */
const PROMISES = [
  {
    name: "@roomcast/client",
    entry: "packages/client/src/index.ts",
    first: { goal: 9_000, limit: 15_000 },
    later: { goal: 3_000, limit: 4_000 },
    external: [],
  },
  {
    name: "@roomcast/client/pins",
    entry: "packages/client/src/pins/index.ts",
    first: { goal: 1_500, limit: 2_000 },
    external: [],
  },
  {
    name: "@roomcast/client/threads",
    entry: "packages/client/src/threads/index.ts",
    first: { goal: 1_500, limit: 2_000 },
    external: [],
  },
  {
    name: "@roomcast/react",
    entry: "packages/react/src/index.ts",
    first: { goal: 3_000, limit: 5_000 },
    external: ["react", "react/jsx-runtime", "@roomcast/client"],
  },
];

const gzipped = (code) => gzipSync(code, { level: 9 }).length;

/** The files of a build that are loaded with its entry: what it imports statically, and what that imports. */
function firstFiles(outputs) {
  const first = new Set(
    Object.keys(outputs).filter((path) => outputs[path].entryPoint && !isLater(outputs, path)),
  );
  for (const path of first)
    for (const { path: next, kind } of outputs[path].imports)
      if (kind === "import-statement" && outputs[next]) first.add(next);
  return first;
}

/** Whether a file of a build is loaded by an `import()`. */
const isLater = (outputs, path) =>
  Object.values(outputs).some(({ imports }) =>
    imports.some((each) => each.path === path && each.kind === "dynamic-import"),
  );

/** The bytes of the files that a build loads first, and of those that it loads later. `code` gives a file's code. */
async function weigh({ outputFiles, metafile: { outputs } }, code) {
  const first = firstFiles(outputs);
  const sums = { first: 0, later: 0 };
  for (const file of outputFiles) {
    const path = Object.keys(outputs).find((each) => file.path.endsWith(`/${each}`));
    sums[first.has(path) ? "first" : "later"] += gzipped(await code(file));
  }
  return sums;
}

for (const { name, entry, external, ...promises } of PROMISES) {
  const from = { ...BUILD, entryPoints: [root + entry], external };
  const [small, plain] = await Promise.all([build({ ...from, minify: true }), build(from)]);
  const byVite = async (file) => (await minify("bundle.js", file.text, { module: true })).code;
  const sizes = { esbuild: await weigh(small, (file) => file.contents), Vite: await weigh(plain, byVite) };
  for (const [when, { goal, limit }] of Object.entries(promises)) {
    const most = Math.max(...Object.values(sizes).map((sums) => sums[when]));
    const verdict = most > limit ? "TOO LARGE" : most > goal ? "over the goal" : "ok";
    const each = Object.entries(sizes).map(([by, sums]) => `${(sums[when] / 1000).toFixed(2)} kB (${by})`);
    const what = when === "first" ? name : `${name}, loaded later`;
    console.log(`${what}: ${each.join(", ")}, goal ${goal / 1000}, limit ${limit / 1000}: ${verdict}`);
    if (most > limit) process.exitCode = 1;
  }
}
