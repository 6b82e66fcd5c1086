// One's own standing in a room: the bell, and messages that are marked as unread.
import { afterAll, afterEach, beforeAll, expect, test } from "vitest";
import { articles, feed, field, shot, untilGoneBack } from "./lib/browser.mjs";
import { startWorld, untilReady } from "./lib/world.mjs";

let world;
beforeAll(async () => {
  world = await startWorld();
});
afterEach(() => world.closePages());
afterAll(() => world?.stop());

const more = (page) => page.locator("main").getByRole("button", { name: "More" });
const link = (page, name) => page.getByRole("link", { name });

test("the bell of a room is chosen in its menu, shown on its row, and the same on another page", async () => {
  const room = await world.room("Bells");
  const { page, problems } = await world.open("bob", { path: `/r/${room}` });
  const other = await world.open("bob");
  await untilReady(page);
  const choice = (name) => page.getByRole("menuitemradio", { name });
  await more(page).click();
  expect(await choice("All notifications").getAttribute("aria-checked")).toBe("true");
  await shot(page, "bell");
  await choice("No notifications").click();
  for (const each of [page, other.page])
    await link(each, /Bells/).getByText("No notifications").waitFor({ state: "attached" });
  await more(page).click();
  expect(await choice("No notifications").getAttribute("aria-checked")).toBe("true");
  await choice("Notifications of mentions only").click();
  await link(page, /Bells/).getByText("Notifications of mentions only").waitFor({ state: "attached" });
  await untilGoneBack(page);
  await page.reload();
  await link(page, /Bells/).getByText("Notifications of mentions only").waitFor({ state: "attached" });
  const rest = await world.rest("bob");
  expect((await rest("GET", `rooms/${room}/me/`)).notify).toBe("mentions");
  expect([...problems, ...other.problems]).toEqual([]);
});

test("messages that are marked as unread stay so, with line and badge, until they are read", async () => {
  const room = await world.room("Marks");
  const away = await world.room("Away");
  const rest = await world.rest("alice");
  for (let n = 1; n <= 6; n += 1) await rest("POST", `rooms/${room}/messages/`, { content: `message ${n}` });
  const bob = await world.rest("bob");
  await bob("POST", `rooms/${room}/read/`);
  const unread = async () => (await bob("GET", `rooms/${room}/`)).unread_count;

  const { page, problems } = await world.open("bob", { path: `/r/${room}` });
  await untilReady(page);
  await articles(page).nth(3).focus();
  await page.keyboard.press("Enter");
  await page.getByRole("menuitem", { name: "Mark as unread" }).click();
  await link(page, /Marks/).getByText("3 unread messages").waitFor({ state: "attached" });
  await feed(page).locator("[class*=unread]", { hasText: "New" }).waitFor();
  await expect.poll(() => page.title()).toMatch(/^\(3\)/);
  // Looking at them does not undo the mark.
  await page.waitForTimeout(4_000);
  expect(await unread()).toBe(3);
  await shot(page, "unread-mark");

  await link(page, /Away/).click();
  await page.waitForURL(`**/r/${away}`);
  await page.waitForTimeout(6_000);
  expect(await unread()).toBe(3);
  await link(page, /Marks/).click();
  await feed(page).locator("[class*=unread]", { hasText: "New" }).waitFor();
  await expect.poll(unread, { timeout: 15_000 }).toBe(0);
  await expect.poll(() => page.title()).not.toMatch(/^\(/);

  await articles(page).nth(4).focus();
  await page.keyboard.press("Enter");
  await page.getByRole("menuitem", { name: "Mark as unread" }).click();
  await expect.poll(() => page.title()).toMatch(/^\(2\)/);
  await field(page).focus();
  await page.keyboard.press("Escape");
  await expect.poll(unread, { timeout: 15_000 }).toBe(0);
  await expect.poll(() => page.title()).not.toMatch(/^\(/);
  expect(problems).toEqual([]);
});
