// The page below a path that a proxy adds and the server does not see.
import { afterAll, beforeAll, expect, test } from "vitest";
import { startBelow } from "./lib/below.mjs";
import { say } from "./lib/browser.mjs";
import { startWorld, until, untilReady, untilWorkerRuns } from "./lib/world.mjs";

let world;
let proxy;
beforeAll(async () => {
  world = await startWorld();
  proxy = await startBelow(world.server.port, "/talk");
});
afterAll(async () => {
  proxy?.stop();
  await world?.stop();
});

test("below a path of a proxy the page signs in, talks, links, and opens again without its server", async () => {
  const room = await world.room();
  const { page, problems } = await world.open("alice", { origin: proxy.origin, path: `/talk/r/${room}` });
  await untilReady(page);
  await say(page, "hello from below");
  await until("the message on the server", async () => (await world.messages(room)).length === 1);
  await page.locator("main header button[aria-haspopup=menu]").waitFor();
  expect(new URL(page.url()).pathname).toBe(`/talk/r/${room}`);
  expect(await page.locator("nav a, aside a").first().getAttribute("href")).toBe(`/talk/r/${room}`);
  const sockets = await page.evaluate(() => window.__sockets.map(({ url }) => new URL(url).pathname));
  expect(sockets.length).toBeGreaterThan(0);
  expect(sockets.filter((path) => !path.startsWith("/talk/ws/"))).toEqual([]);
  expect(problems).toEqual([]);
  await untilWorkerRuns(page);
  await until("the stored page", () =>
    page.evaluate(async () => (await (await caches.open("page")).keys()).length > 3),
  );
  proxy.stop();
  await page.reload();
  // Without the server there is the frame of the page, which says that it waits.
  await page.getByText("Try now").or(page.getByText("Connecting")).first().waitFor();
});
