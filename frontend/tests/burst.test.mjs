// A burst of messages: the list follows it in two parts, and is one list again as soon as the reader touches it.
import { afterAll, afterEach, beforeAll, expect, test } from "vitest";
import { articles, feed } from "./lib/browser.mjs";
import { sendSteadily } from "./lib/measure.mjs";
import { startWorld, until, untilReady } from "./lib/world.mjs";

/** Messages of a burst, at 100 a second. */
const COUNT = 500;

let world;
beforeAll(async () => {
  world = await startWorld();
});
afterEach(() => world.closePages());
afterAll(() => world.stop());

/** The ids of the messages on the screen, from top to bottom. */
const shownIds = (page) =>
  page.evaluate(() => {
    const box = document.querySelector("[role=feed]").getBoundingClientRect();
    const rows = [...document.querySelectorAll("[role=feed] article")]
      .filter((row) => row.checkVisibility({ visibilityProperty: true }))
      .map((row) => ({ row, ...row.getBoundingClientRect().toJSON() }))
      .filter(({ top, bottom }) => bottom > box.top + 1 && top < box.bottom - 1)
      .sort((a, b) => a.top - b.top);
    return rows.map(({ row }) => Number(row.dataset.key));
  });
/** Whether ids follow each other without a gap: those of a room have none. */
const areWhole = (ids) => ids.length > 5 && ids.every((id, at) => id === ids[0] + at);
/** The number of rows behind the virtual list. */
const inTail = (page) => page.locator("[role=feed] > div:last-child article").count();
const distanceToEnd = (page) =>
  feed(page).evaluate((list) => Math.round(list.scrollHeight - list.scrollTop - list.clientHeight));

/** A room of 60 messages that bob looks at on a slow machine, and the burst that alice sends. */
async function follow() {
  const room = await world.room("Burst", ["bob"]);
  const alice = await world.token("alice");
  const send = (count, from) =>
    sendSteadily(world.server.origin, alice, room, count, (n) => `no ${from + n}`);
  await send(60, 0);
  await (await world.rest("bob"))("POST", `rooms/${room}/read/`);
  const { page, context, problems } = await world.open("bob", { path: `/r/${room}` });
  await untilReady(page);
  await articles(page).filter({ hasText: "no 59" }).waitFor();
  const devtools = await context.newCDPSession(page);
  await devtools.send("Emulation.setCPUThrottlingRate", { rate: 4 });
  const last = (await shownIds(page)).at(-1) + COUNT;
  const isLastShown = async () => (await shownIds(page)).at(-1) === last;
  return { page, problems, burst: () => send(COUNT, 60), isLastShown };
}

/** A room of 60 messages that bob has read and looks at, and a function by which alice says something there. */
async function lookAt(name) {
  const room = await world.room(name, ["bob"]);
  await world.fill(room, 60);
  const send = await world.rest("alice");
  await (await world.rest("bob"))("POST", `rooms/${room}/read/`);
  const { page, problems } = await world.open("bob", { path: `/r/${room}` });
  await untilReady(page);
  await articles(page).nth(10).waitFor();
  return { page, problems, say: (content) => send("POST", `rooms/${room}/messages/`, { content }) };
}

test("a list follows a burst to its last message, also under a pointer at rest", async () => {
  const { page, problems, burst, isLastShown } = await follow();
  await page.mouse.move(600, 400);
  const sent = burst();
  await until("the list in two parts", async () => (await inTail(page)) > 0);
  const seen = [];
  for (let n = 0; n < 10; n += 1) {
    seen.push({ shown: await shownIds(page), left: await distanceToEnd(page), rows: await inTail(page) });
    await page.waitForTimeout(150);
  }
  expect(seen.filter(({ rows }) => rows > 0).length).toBeGreaterThan(3);
  expect(seen.filter(({ shown, left }) => !areWhole(shown) || left > 1)).toEqual([]);
  await sent;
  await until("the last message", isLastShown);
  await until("one list again", async () => (await inTail(page)) === 0);
  await until("the last message", isLastShown);
  expect([areWhole(await shownIds(page)), await distanceToEnd(page)]).toEqual([true, 0]);
  expect(problems).toEqual([]);
});

test("a reader who turns the wheel in a burst is above its end, and stays there", async () => {
  const { page, problems, burst, isLastShown } = await follow();
  await page.mouse.move(600, 400);
  const sent = burst();
  await until("the list in two parts", async () => (await inTail(page)) > 0);
  await until("the way to the end", async () => {
    await page.mouse.wheel(0, -200);
    return page.getByRole("button", { name: /new message|Jump to the latest/ }).isVisible();
  });
  await page.waitForTimeout(500);
  const before = await shownIds(page);
  expect([areWhole(before), await inTail(page)]).toEqual([true, 0]);
  await page.waitForTimeout(1_000);
  expect(await shownIds(page)).toEqual(before);
  await sent;
  expect(await shownIds(page)).toEqual(before);
  await page.getByRole("button", { name: /new message|Jump to the latest/ }).click();
  await until("the last message", isLastShown);
  expect(problems).toEqual([]);
});

test("a list that has grown by more than a screen in two parts shows its end when it is one list again", async () => {
  const { page, problems, say } = await lookAt("Growing");
  await page.mouse.move(600, 400);
  // One after the other, so that none is left out between the two parts.
  for (let n = 0; n < 40; n += 1) {
    await say(`row ${n}`);
    await articles(page)
      .filter({ hasText: `row ${n}` })
      .waitFor();
  }
  expect(await inTail(page)).toBe(40);
  const before = await shownIds(page);
  await page.mouse.move(600, 410);
  await until("one list again", async () => (await inTail(page)) === 0);
  await page.evaluate(() => new Promise((go) => requestAnimationFrame(() => requestAnimationFrame(go))));
  expect([await shownIds(page), await distanceToEnd(page)]).toEqual([before, 0]);
  expect(areWhole(before)).toBe(true);
  expect(problems).toEqual([]);
});

test("rows can be clicked while messages arrive that are followed", async () => {
  const { page, problems, say } = await lookAt("Quiet");
  // Rows that have just been rendered are hidden until they are measured.
  await page.waitForTimeout(500);
  const hits = await page.evaluateHandle(() => {
    const list = document.querySelector("[role=feed]");
    const { x, y, width, height } = list.getBoundingClientRect();
    const frames = [];
    const look = () => {
      frames.push(document.elementFromPoint(x + width / 2, y + height / 2) === list ? "list" : "row");
      requestAnimationFrame(look);
    };
    look();
    return frames;
  });
  for (const content of ["one", "two", "three"]) {
    await say(content);
    await articles(page).filter({ hasText: content }).waitFor();
    await page.waitForTimeout(300);
  }
  const frames = await hits.evaluate((all) => all);
  expect(frames.length).toBeGreaterThan(20);
  expect([frames.filter((frame) => frame !== "row"), await distanceToEnd(page)]).toEqual([[], 0]);
  expect(problems).toEqual([]);
});
