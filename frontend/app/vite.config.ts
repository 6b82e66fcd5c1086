import { cpSync } from "node:fs";
import { fileURLToPath } from "node:url";
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

const proxy = Object.fromEntries(
  ["/api", "/ws", "/files", "/config.json", "/demo"].map((path) => [
    path,
    { target: SERVER, ws: path === "/ws" },
  ]),
);

/** What the page needs first, and its later parts too: in one file it is smaller than in many. */
const COMMON =
  /packages\/(?!client\/src\/(?:sockets|upload|pins|threads)\/)|node_modules\/(react|react-dom|scheduler|wouter)\/|src\/(text\/(?!formatting|more)|state\/)|src\/ui\/(Icon|Empty|Avatar|ui|empty|avatar)\b|vite\/preload-helper/;

export default defineConfig({
  plugins: [react(), emojiData()],
  resolve: { conditions: ["roomcast-source", ...defaultClientConditions] },
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
    rolldownOptions: { output: { codeSplitting: { groups: [{ name: "common", test: COMMON }] } } },
  },
  server: { proxy },
  preview: { proxy },
});
