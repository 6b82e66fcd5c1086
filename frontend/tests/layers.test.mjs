// Back closes what lies over the page; the header says what it knows, and has no buttons that do nothing.
import { afterAll, afterEach, beforeAll, expect, test } from "vitest";
import { articles, closeByBack, field } from "./lib/browser.mjs";
import { startWorld, until, untilReady } from "./lib/world.mjs";

const PHONE = { viewport: { width: 390, height: 844 }, touch: true };
/** A refused room is reported by the browser too. */
const REFUSED = { ignore: [/40[034]/] };

let world;
let room;
beforeAll(async () => {
  world = await startWorld();
  room = await world.room("Layers");
  const picture = { content: "a picture", message_type: "image", file_name: "icon.svg" };
  const file_url = `${world.server.origin}/icon.svg#w=64&h=64`;
  await (await world.rest("alice"))("POST", `rooms/${room}/messages/`, { ...picture, file_url });
});
afterEach(() => world.closePages());
afterAll(() => world?.stop());

/** The element of each layer, and how it is opened. */
const LAYERS = {
  picture: ["dialog", (page) => page.locator("article [aria-label^='Open the image']").click()],
  members: ["aside", (page) => page.getByRole("button", { name: "Members" }).click()],
  search: ["dialog", (page) => page.getByRole("button", { name: "Search" }).click()],
  menu: ["[role=menu]", (page) => page.getByRole("button", { name: "More" }).click()],
};

test.each(Object.entries(LAYERS))("Back on a phone closes the %s and stays in the room", async (_, layer) => {
  const [selector, open] = layer;
  const { page, problems } = await world.open("bob", { path: "/", ...PHONE });
  await page.getByRole("link", { name: /Layers/ }).click();
  await untilReady(page);
  await articles(page).first().waitFor();
  for (let again = 0; again < 2; again += 1) {
    await open(page);
    await closeByBack(page, page.locator(selector));
    expect(new URL(page.url()).pathname).toBe(`/r/${room}`);
    await field(page).waitFor();
  }
  await page.goBack();
  await page.waitForURL(`${world.server.origin}/`);
  expect(problems).toEqual([]);
});

test("what is closed by its own button, or left for another page, leaves no step behind", async () => {
  const { page, problems } = await world.open("bob", { path: "/" });
  await page.getByRole("link", { name: /Layers/ }).click();
  await untilReady(page);
  await page.getByRole("button", { name: "More" }).click();
  await page.getByRole("menuitem", { name: "Leave the room" }).click();
  await page.locator("dialog").getByRole("button", { name: "Cancel" }).click();
  await page.locator("dialog").waitFor({ state: "detached" });
  await page.getByRole("button", { name: "Members" }).click();
  await page.locator("aside").getByRole("button", { name: "Close" }).click();
  await page.locator("aside").waitFor({ state: "detached" });
  await page.waitForTimeout(200);
  await page.goBack();
  await page.waitForURL(`${world.server.origin}/`);

  await page.getByRole("link", { name: /Layers/ }).click();
  await page.getByRole("button", { name: "Search" }).click();
  await page.getByRole("combobox").fill("picture");
  await page.getByRole("option").click();
  await page.waitForURL(/\/m\/\d+$/);
  await page.waitForTimeout(200);
  await page.goBack();
  await until("the room", () => new URL(page.url()).pathname === `/r/${room}`);
  expect(problems).toEqual([]);
});

const heading = (page) => page.locator("main header h1");
const buttons = (page) => page.locator("main header button:visible").count();
const header = async (page) => [await heading(page).textContent(), await buttons(page)];

test("the header of a room that does not exist says so and has no buttons", async () => {
  for (const path of ["/r/999999", "/r/nonsense"]) {
    const { page } = await world.open("bob", { path, ...REFUSED });
    await expect.poll(() => heading(page).textContent()).toBe("Not found");
    await page.getByText("No such room").waitFor();
    await expect.poll(() => buttons(page)).toBe(0);
  }
});

test("the header of a room that one is banned from has its name and no buttons", async () => {
  const banned = await world.room("Closed to bob");
  const { page } = await world.open("bob", { path: `/r/${banned}`, ...REFUSED });
  await untilReady(page);
  await expect.poll(() => buttons(page)).toBe(4);
  await (await world.rest("alice"))("PATCH", `rooms/${banned}/members/2/`, { is_banned: true });
  await page.getByText("You are banned from this room").waitFor();
  await expect.poll(() => header(page)).toEqual(["Closed to bob", 0]);
  await page.reload();
  await page.getByText("You are banned from this room").waitFor();
  await expect.poll(() => header(page)).toEqual(["Closed to bob", 0]);
});

test("without a connection the header has the name from the list, and does not load for ever", async () => {
  const { page, context } = await world.open("bob", { path: "/", ignore: [/./] });
  await page.getByRole("link", { name: /Layers/ }).waitFor();
  await context.route(/\/api\//, (route) => route.abort());
  await context.setOffline(true);
  await page.getByRole("link", { name: /Layers/ }).click();
  await expect.poll(() => heading(page).textContent()).toBe("Layers");
  await expect.poll(() => field(page).getAttribute("placeholder")).toBe("Message to Layers");
  await expect.poll(() => buttons(page)).toBe(0);
});
