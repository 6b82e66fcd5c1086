// What goes wrong between a page and its server: nothing is lost, nothing comes twice, the order stays.
import { afterAll, afterEach, beforeAll, describe, expect, test } from "vitest";
import { articles, feed, field, say } from "./lib/browser.mjs";
import { startProxy } from "./lib/proxy.mjs";
import { opened, readThrough, startWorld, until } from "./lib/world.mjs";

// A connection that is cut leaves a line in the console; nothing else may.
const ignore = [/ERR_|WebSocket connection|Failed to load resource/];

let world;
beforeAll(async () => {
  world = await startWorld();
});
afterEach(() => world.closePages());
afterAll(() => world.stop());

const contents = async (room) => (await world.messages(room)).map((message) => message.content);
const stored = (room, count) =>
  until(
    `${count} messages`,
    async () => {
      const all = await contents(room).catch(() => []);
      return all.length >= count && all;
    },
    60_000,
  );

/** Nothing waits in the page any more. */
const sent = (page) =>
  until("an empty outbox", async () => (await page.locator("article[data-local]").count()) === 0, 60_000);

describe("a server that is killed", () => {
  test("and comes back, twice, while one types and sends", async () => {
    const room = await world.room();
    const alice = await world.open("alice", { path: `/r/${room}`, ignore });
    const bob = await world.open("bob", { path: `/r/${room}`, ignore });
    await opened(alice.page);
    await opened(bob.page);
    const wanted = Array.from({ length: 40 }, (_, n) => `message ${n + 1}`);
    for (const [n, text] of wanted.entries()) {
      await say(bob.page, text);
      if (n === 9 || n === 24) await world.server.kill();
      if (n === 16 || n === 33) await world.server.start();
    }
    expect(await stored(room, wanted.length)).toEqual(wanted);
    await sent(bob.page);
    for (const { page, complaints } of [alice, bob]) {
      await feed(page).getByText("message 40", { exact: true }).waitFor({ timeout: 60_000 });
      expect(await readThrough(page)).toEqual(wanted);
      expect(complaints).toEqual([]);
    }
  });
});

describe("a line that cuts, freezes and delays", () => {
  let proxy;
  beforeAll(async () => {
    proxy = await startProxy(world.server.port);
  });
  afterAll(() => proxy.stop());

  test("loses and doubles nothing", async () => {
    const room = await world.room();
    const bob = await world.open("bob", { path: `/r/${room}`, origin: proxy.origin, ignore });
    await opened(bob.page);
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
    expect(bob.complaints).toEqual([]);
  });

  test("is told of after a while, with the way to try at once", async () => {
    const room = await world.room();
    const bob = await world.open("bob", { path: `/r/${room}`, origin: proxy.origin, ignore });
    await opened(bob.page);
    proxy.refuse();
    await bob.page.getByText("Connection lost.").waitFor();
    proxy.pass();
    await bob.page
      .getByRole("button", { name: "Try now" })
      .click({ timeout: 3_000 })
      .catch(() => undefined);
    await bob.page.getByText("Connected again").waitFor({ timeout: 40_000 });
  });
});

describe("offline", () => {
  test("messages wait in the outbox, over a reload, and go out once when it is over", async () => {
    const room = await world.room();
    const proxy = await startProxy(world.server.port);
    const bob = await world.open("bob", { path: `/r/${room}`, origin: proxy.origin, ignore });
    await opened(bob.page);
    await bob.page.evaluate(() => navigator.serviceWorker.ready);
    await bob.context.setOffline(true);
    proxy.refuse();
    const wanted = ["first", "second", "第三条"];
    for (const text of wanted) await say(bob.page, text);
    await bob.page.getByText("Offline. 3 messages wait to be sent.").waitFor();
    await bob.context.setOffline(false);
    // Nothing answers: what opens now is the page that the browser has kept.
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
    expect(bob.complaints).toEqual([]);
    await proxy.stop();
  });

  test("two tabs send from one outbox, each message once", async () => {
    const room = await world.room();
    const proxy = await startProxy(world.server.port);
    const first = await world.open("bob", { path: `/r/${room}`, origin: proxy.origin, ignore });
    await opened(first.page);
    const second = await first.context.newPage();
    await second.goto(`${proxy.origin}/r/${room}`);
    await opened(second);
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
    await proxy.stop();
  });
});

describe("a token that expires in the middle", () => {
  test("asks for another one; the draft and the place stay", async () => {
    const room = await world.room();
    const short = await world.server.token(2, "bob", 8);
    const bob = await world.open(null, { path: `/r/${room}`, ignore: [/401/, ...ignore] });
    await bob.page.getByLabel("Access token").fill(short);
    await bob.page.getByRole("button", { name: "Sign in" }).click();
    await opened(bob.page);
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
    expect(bob.complaints).toEqual([]);
  });
});
