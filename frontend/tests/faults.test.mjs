// Failures between a page and its server: no message is lost or doubled, and the order stays.
import { afterAll, afterEach, beforeAll, beforeEach, expect, test } from "vitest";
import { articles, feed, field, say } from "./lib/browser.mjs";
import { startProxy } from "./lib/proxy.mjs";
import { readThrough, startWorld, until, untilReady, untilWorkerRuns } from "./lib/world.mjs";

// A connection that is cut leaves these lines in the console; no others are allowed.
const ignore = [/ERR_|WebSocket connection|Failed to load resource/];

let world;
let proxy;
beforeAll(async () => {
  world = await startWorld();
});
beforeEach(async () => {
  proxy = await startProxy(world.server.port);
});
afterEach(async () => {
  await world.closePages();
  await proxy.stop();
});
afterAll(() => world.stop());

const contents = async (room) => (await world.messages(room)).map((message) => message.content);
/** Waits until the server has a number of messages; answers their texts. */
const stored = (room, count) =>
  until(
    `${count} messages`,
    async () => {
      const all = await contents(room).catch(() => []);
      return all.length >= count && all;
    },
    60_000,
  );

/** Waits until no message waits in the page. */
const sent = (page) =>
  until("an empty outbox", async () => (await page.locator("article[data-local]").count()) === 0, 60_000);

test("messages are neither lost nor doubled while the server is killed and restarted twice", async () => {
  const room = await world.room();
  const alice = await world.open("alice", { path: `/r/${room}`, ignore });
  const bob = await world.open("bob", { path: `/r/${room}`, ignore });
  for (const { page } of [alice, bob]) {
    await untilReady(page);
    await untilWorkerRuns(page);
  }
  const wanted = Array.from({ length: 40 }, (_, n) => `message ${n + 1}`);
  for (const [n, text] of wanted.entries()) {
    await say(bob.page, text);
    if (n === 9 || n === 24) await world.server.kill();
    if (n === 16 || n === 33) await world.server.start();
  }
  expect(await stored(room, wanted.length)).toEqual(wanted);
  await sent(bob.page);
  for (const { page, problems } of [alice, bob]) {
    await feed(page).getByText("message 40", { exact: true }).waitFor({ timeout: 60_000 });
    expect(await readThrough(page)).toEqual(wanted);
    expect(problems).toEqual([]);
  }
});

test("messages are neither lost nor doubled on a line that cuts, freezes and delays", async () => {
  const room = await world.room();
  const bob = await world.open("bob", { path: `/r/${room}`, origin: proxy.origin, ignore });
  await untilReady(bob.page);
  await untilWorkerRuns(bob.page);
  proxy.delay(40);
  const wanted = Array.from({ length: 30 }, (_, n) => `word ${n + 1}`);
  for (const [n, text] of wanted.entries()) {
    await say(bob.page, text);
    if (n % 7 === 3) proxy.cut();
    if (n === 12) proxy.freeze();
    if (n === 18) {
      proxy.pass();
      proxy.cut();
    }
  }
  proxy.delay(0);
  expect(await stored(room, wanted.length)).toEqual(wanted);
  await sent(bob.page);
  expect(await readThrough(bob.page)).toEqual(wanted);
  expect(bob.problems).toEqual([]);
});

test("a lost connection is shown after a while, with a button that tries again", async () => {
  const room = await world.room();
  const bob = await world.open("bob", { path: `/r/${room}`, origin: proxy.origin, ignore });
  await untilReady(bob.page);
  proxy.refuse();
  await bob.page.getByText("Connection lost.").waitFor();
  proxy.pass();
  // The page may be faster than the click: the news and the button are there for a short time only.
  const again = bob.page.getByText("Connected again").waitFor({ timeout: 40_000 });
  const button = bob.page.getByRole("button", { name: "Try now" });
  await Promise.all([again, button.click({ timeout: 3_000 }).catch(() => undefined)]);
});

test("messages that are written offline survive a reload and are sent once", async () => {
  const room = await world.room();
  const bob = await world.open("bob", { path: `/r/${room}`, origin: proxy.origin, ignore });
  await untilReady(bob.page);
  await untilWorkerRuns(bob.page);
  await bob.context.setOffline(true);
  proxy.refuse();
  const wanted = ["first", "second", "第三条"];
  for (const text of wanted) await say(bob.page, text);
  await bob.page.getByText("Offline. 3 messages wait to be sent.").waitFor();
  await bob.context.setOffline(false);
  // The server does not answer: the page opens from what the browser has stored.
  await bob.page.reload();
  await say(bob.page, "fourth");
  await expect.poll(() => articles(bob.page).allInnerTexts()).toHaveLength(4);
  expect(await contents(room)).toEqual([]);
  wanted.push("fourth");
  proxy.pass();
  expect(await stored(room, wanted.length)).toEqual(wanted);
  await sent(bob.page);
  await feed(bob.page).getByText("fourth").waitFor();
  expect(await readThrough(bob.page)).toEqual(wanted);
  expect(bob.problems).toEqual([]);
});

test("two tabs send from one outbox, each message once", async () => {
  const room = await world.room();
  const first = await world.open("bob", { path: `/r/${room}`, origin: proxy.origin, ignore });
  await untilReady(first.page);
  const second = await first.context.newPage();
  await second.goto(`${proxy.origin}/r/${room}`);
  await untilReady(second);
  proxy.refuse();
  const wanted = [];
  for (let n = 1; n <= 5; n += 1) {
    for (const [name, page] of [
      ["one", first.page],
      ["two", second],
    ]) {
      await say(page, `${name} ${n}`);
      wanted.push(`${name} ${n}`);
    }
  }
  await first.page.waitForTimeout(300);
  proxy.pass();
  const all = await stored(room, wanted.length);
  expect([...all].sort()).toEqual([...wanted].sort());
  for (const name of ["one", "two"]) {
    const own = wanted.filter((text) => text.startsWith(name));
    expect(all.filter((text) => text.startsWith(name))).toEqual(own);
  }
  for (const page of [first.page, second]) {
    await sent(page);
    await until("the same list", async () => (await readThrough(page)).join() === all.join());
  }
});

test("a token that expires is asked for again; the draft and the place stay", async () => {
  const room = await world.room();
  const short = await world.server.token(2, "bob", 8);
  const bob = await world.open(null, { path: `/r/${room}`, ignore: [/401/, ...ignore] });
  await bob.page.getByLabel("Access token").fill(short);
  await bob.page.getByRole("button", { name: "Sign in" }).click();
  await untilReady(bob.page);
  await say(bob.page, "before");
  await field(bob.page).fill("half a thou");
  await bob.page.getByText("Please sign in again").waitFor({ timeout: 60_000 });
  await bob.page
    .locator("dialog")
    .getByLabel("Access token")
    .fill(await world.token("bob"));
  await bob.page.locator("dialog").getByRole("button", { name: "Sign in" }).click();
  await bob.page.locator("dialog").waitFor({ state: "detached" });
  expect(await field(bob.page).inputValue()).toBe("half a thou");
  expect(new URL(bob.page.url()).pathname).toBe(`/r/${room}`);
  await say(bob.page, "after");
  expect(await stored(room, 2)).toEqual(["before", "after"]);
  expect(bob.problems).toEqual([]);
});
