import { cpSync, readdirSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { brotliCompressSync, gzipSync } from "node:zlib";
import react from "@vitejs/plugin-react";
import { defaultClientConditions, defineConfig, type Plugin } from "vite";

/** The server behind the development page. */
const SERVER = process.env.ROOMCAST_SERVER ?? "http://127.0.0.1:8000";

/** Copies the emoji lists of both languages into the build, so that the page's own server has them. */
function emojiData(): Plugin {
  const languages = ["zh", "en"];
  return {
    name: "emoji-data",
    apply: "build",
    closeBundle() {
      for (const language of languages)
        for (const file of ["data.json", "messages.json"]) {
          const from = import.meta.resolve(`emojibase-data/${language}/${file}`);
          cpSync(
            fileURLToPath(from),
            fileURLToPath(new URL(`dist/emoji/${language}/${file}`, import.meta.url)),
          );
        }
    },
  };
}

/** Puts compressed copies beside the files of the build: browsers use Brotli with HTTPS and on this machine only. */
function compressedCopies(): Plugin {
  const dist = fileURLToPath(new URL("dist", import.meta.url));
  return {
    name: "compressed-copies",
    apply: "build",
    closeBundle() {
      for (const name of readdirSync(dist, { recursive: true, encoding: "utf8" })) {
        if (!/\.(js|css|json|svg|webmanifest)$/.test(name)) continue;
        const path = join(dist, name);
        const whole = readFileSync(path);
        const copies = { gz: gzipSync(whole, { level: 9 }), br: brotliCompressSync(whole) };
        for (const [ending, copy] of Object.entries(copies)) writeFileSync(`${path}.${ending}`, copy);
      }
    },
  };
}

const proxy = Object.fromEntries(
  ["/api", "/ws", "/files", "/config.json", "/demo"].map((path) => [
    path,
    { target: SERVER, ws: path === "/ws" },
  ]),
);

/** What the page needs first, and its later parts too: in one file it is smaller than in many. */
const COMMON =
  /packages\/(?!client\/src\/(?:sockets|upload|pins|threads|room\/frame-watch))|node_modules\/(react|react-dom|scheduler|wouter)\/|src\/(text\/(?!formatting|more)|state\/)|src\/ui\/(Icon|Empty|Avatar|ui|empty|avatar)\b|vite\/preload-helper/;

/** Tells V8 to compile a file's functions while it loads, beside the main thread ("Explicit compile hints" at v8.dev). */
const COMPILE_NOW = "//# allFunctionsCalledOnLoad";

export default defineConfig({
  plugins: [react(), emojiData(), compressedCopies()],
  resolve: {
    conditions: ["roomcast-source", ...defaultClientConditions],
    // wouter brings what React 18 and later have themselves.
    alias: { "use-sync-external-store/shim/index.js": "react" },
  },
  build: {
    target: "es2023",
    // The document names what the page needs first; later parts are small and need no list of what they need.
    modulePreload: {
      polyfill: false,
      resolveDependencies: (_, files, { hostType }) => (hostType === "html" ? files : []),
    },
    cssCodeSplit: false,
    assetsInlineLimit: 0,
    // `public/sw.js` stores the files that this list names.
    manifest: "parts.json",
    rolldownOptions: {
      output: { codeSplitting: { groups: [{ name: "common", test: COMMON }] }, postBanner: COMPILE_NOW },
    },
  },
  server: { proxy },
  preview: { proxy },
});
