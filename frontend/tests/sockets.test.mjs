// React's strict mode mounts everything twice: a page still opens one socket for one room.
import { execFileSync } from "node:child_process";
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, expect, test } from "vitest";
import { field, say } from "./lib/browser.mjs";
import { opened, startWorld } from "./lib/world.mjs";

const APP = join(import.meta.dirname, "../app");
const folder = mkdtempSync(join(tmpdir(), "roomcast-page-"));
let world;
beforeAll(async () => {
  const build = [
    "vite",
    "build",
    "--mode",
    "development",
    "--logLevel",
    "error", // React's own development build is large, which is no news
    "--outDir",
    folder,
    "--emptyOutDir",
  ];
  execFileSync("npx", build, { cwd: APP, env: { ...process.env, NODE_ENV: "development" } });
  world = await startWorld({}, folder);
});
afterAll(async () => {
  await world?.stop();
  rmSync(folder, { recursive: true, force: true });
});

const socketsOf = (page) =>
  page.evaluate(() => window.__sockets.map((socket) => new URL(socket.url).pathname));

test("one socket for the room and one for the notifications, and a list that no key touches", async () => {
  const room = await world.room();
  const other = await world.room("Other");
  const { page, complaints } = await world.open("bob", { path: `/r/${room}` });
  await opened(page);
  await page.waitForTimeout(1_000);
  expect((await socketsOf(page)).sort()).toEqual([`/ws/chat/${room}/`, "/ws/notifications/"]);
  await say(page, "hello");
  await page.getByRole("link", { name: /Other/ }).click();
  await opened(page);
  await page.getByRole("link", { name: /^Room/ }).click();
  await field(page).waitFor();
  // Coming back within the time that a room lingers opens nothing new.
  expect((await socketsOf(page)).filter((path) => path === `/ws/chat/${room}/`)).toHaveLength(1);
  expect((await socketsOf(page)).filter((path) => path === `/ws/chat/${other}/`)).toHaveLength(1);

  const changes = await page.evaluate(() => {
    const feed = document.querySelector("[role=feed]");
    window.__changes = 0;
    new MutationObserver((list) => (window.__changes += list.length)).observe(feed, {
      subtree: true,
      childList: true,
      attributes: true,
      characterData: true,
    });
  });
  expect(changes).toBeUndefined();
  await field(page).pressSequentially("typing does not touch the list");
  expect(await page.evaluate(() => window.__changes)).toBe(0);
  expect(complaints).toEqual([]);
});
