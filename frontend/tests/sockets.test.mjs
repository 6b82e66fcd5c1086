// A page opens one socket, although React's strict mode mounts everything twice; a second tab opens none.
import { execFileSync } from "node:child_process";
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, expect, test } from "vitest";
import { field, say } from "./lib/browser.mjs";
import { startWorld, untilReady } from "./lib/world.mjs";

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
    "error", // otherwise Vite warns that React's development build is large
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

test("a page opens one socket for all rooms, and typing does not change the list", async () => {
  const room = await world.room();
  await world.room("Other");
  const { page, problems } = await world.open("bob", { path: `/r/${room}` });
  await untilReady(page);
  await page.waitForTimeout(1_000);
  expect(await socketsOf(page)).toEqual(["/ws/"]);
  await say(page, "hello");
  await page.getByRole("link", { name: /Other/ }).click();
  await untilReady(page);
  await page.getByRole("link", { name: /^Room/ }).click();
  await field(page).waitFor();
  expect(await socketsOf(page)).toEqual(["/ws/"]);

  // A second after a row is shown, it gets its buttons.
  await page.locator("article[data-tools]:not([data-local])").waitFor();
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
  await field(page).pressSequentially("typing does not change the list");
  expect(await page.evaluate(() => window.__changes)).toBe(0);
  expect(problems).toEqual([]);
});

test("a second tab shares the socket of the first, and goes on with one of its own when that is closed", async () => {
  const room = await world.room("Shared");
  const { page, context } = await world.open("bob", { path: `/r/${room}` });
  await untilReady(page);
  const second = await context.newPage();
  await second.goto(page.url());
  await field(second).waitFor();
  await say(second, "from the second tab");
  await page.getByRole("feed").getByText("from the second tab").waitFor();
  expect([(await socketsOf(page)).length, (await socketsOf(second)).length]).toEqual([1, 0]);
  await page.close();
  await expect.poll(() => socketsOf(second)).toEqual(["/ws/"]);
  const rest = await world.rest("alice");
  await rest("POST", `rooms/${room}/messages/`, { content: "to the tab that is left" });
  await second.getByRole("feed").getByText("to the tab that is left").waitFor();
});
