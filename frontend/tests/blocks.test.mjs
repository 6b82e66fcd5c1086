// Blocks: their messages stand behind a line, direct rooms say that nobody can write, the settings list them.
import { afterAll, afterEach, beforeAll, expect, test } from "vitest";
import { articles, feed, field, say, shot, untilGoneBack } from "./lib/browser.mjs";
import { startWorld, untilReady } from "./lib/world.mjs";

let world;
beforeAll(async () => {
  world = await startWorld();
});
afterEach(() => world.closePages());
afterAll(() => world?.stop());

const members = (page) => page.getByRole("button", { name: "Members" });
const menuOf = async (page, name) => {
  await page.getByRole("button", { name: new RegExp(`^Actions for .*${name}`) }).click();
};
const hidden = (page) => page.getByRole("article", { name: "Message of a blocked person" });

test("messages of a blocked person are hidden behind a line, in the room, its row and the search", async () => {
  const { room, alice, bob } = await world.pair();
  const { page } = bob;
  await say(alice.page, "first words");
  await feed(page).getByText("first words").waitFor();
  await members(page).click();
  await menuOf(page, "alice");
  await page.getByRole("menuitem", { name: "Block" }).click();
  await page.locator("dialog").getByRole("button", { name: "Block", exact: true }).click();
  await hidden(page).waitFor();
  expect(await feed(page).getByText("first words").count()).toBe(0);
  await page.getByRole("link", { name: /Room/ }).getByText("Message of a blocked person").waitFor();
  await page.locator("aside").getByText("blocked").waitFor();
  await say(alice.page, "second words");
  await expect.poll(() => hidden(page).count()).toBe(2);
  await shot(page, "blocked");
  await page.locator("aside").getByRole("button", { name: "Close" }).click();

  await untilGoneBack(page);
  await page.reload();
  await untilReady(page);
  await expect.poll(() => hidden(page).count()).toBe(2);
  // By key: the arrows reach the line, Tab its button.
  await feed(page).focus();
  await page.keyboard.press("ArrowUp");
  await expect.poll(() => page.evaluate(() => document.activeElement.tagName)).toBe("ARTICLE");
  await page.keyboard.press("Tab");
  await page.keyboard.press("Enter");
  await feed(page).getByText("second words").waitFor();
  expect(await feed(page).getByText("first words").count()).toBe(0);
  await expect.poll(() => articles(page).last().locator("b").first().textContent()).toBe("alice");

  await page.keyboard.press("ControlOrMeta+k");
  await page.getByRole("combobox").fill("words");
  await page
    .getByRole("option", { name: /Message of a blocked person/ })
    .first()
    .waitFor();
  expect(await page.getByRole("listbox").getByText("first words").count()).toBe(0);
  await page.keyboard.press("Escape");

  await page.getByRole("navigation").getByRole("button", { name: "bob" }).click();
  await page.getByRole("menuitem", { name: "Settings" }).click();
  await page.getByRole("region", { name: "Blocked people" }).getByText("alice").waitFor();
  await shot(page, "blocked-settings");
  await page.getByRole("button", { name: /^Lift the block of .*alice/ }).click();
  await page.getByRole("region", { name: "Blocked people" }).waitFor({ state: "detached" });
  await page.keyboard.press("Escape");
  await feed(page).getByText("first words").waitFor();
  expect((await (await world.rest("bob"))("GET", "me/blocks/")).length).toBe(0);
  expect((await world.messages(room)).length).toBe(2);
  expect([...alice.problems, ...bob.problems]).toEqual([]);
});

test("a block that is made or lifted in one tab holds in the others", async () => {
  const { room, alice, bob } = await world.pair();
  await say(alice.page, "in two tabs");
  const second = await bob.context.newPage();
  await second.goto(`${world.server.origin}/r/${room}`);
  await feed(second).getByText("in two tabs").waitFor();
  await members(second).click();
  await menuOf(second, "alice");
  await second.getByRole("menuitem", { name: "Block" }).click();
  await second.locator("dialog").getByRole("button", { name: "Block", exact: true }).click();
  for (const page of [second, bob.page]) await hidden(page).waitFor();
  await menuOf(second, "alice");
  await second.getByRole("menuitem", { name: "Lift the block" }).click();
  for (const page of [second, bob.page]) await feed(page).getByText("in two tabs").waitFor();
  expect([...alice.problems, ...bob.problems]).toEqual([]);
});

test("in a direct room that is blocked nobody writes, and both are told", async () => {
  const direct = await (await world.rest("alice"))("POST", "rooms/direct/", { user_id: 2 });
  const options = { path: `/r/${direct.id}`, ignore: [/403/] };
  const alice = await world.open("alice", options);
  const bob = await world.open("bob", options);
  await untilReady(alice.page);
  await untilReady(bob.page);
  await say(alice.page, "hello there");
  await feed(bob.page).getByText("hello there").waitFor();

  await bob.page.locator("main").getByRole("button", { name: "More" }).click();
  await bob.page.getByRole("menuitem", { name: "Block" }).click();
  await bob.page.locator("dialog").getByRole("button", { name: "Block", exact: true }).click();
  await bob.page.getByText(/^You have blocked .*alice.*: neither of you can write here\.$/).waitFor();
  expect(await field(bob.page).count()).toBe(0);
  await feed(bob.page).getByText("hello there").waitFor();
  await shot(bob.page, "blocked-direct");

  await say(alice.page, "are you there?");
  await alice.page.getByText(/^You cannot write to .*bob.*\.$/).waitFor();
  await alice.page.getByText("You cannot write to each other").waitFor();
  await bob.page.getByRole("button", { name: "Lift the block" }).click();
  await field(bob.page).waitFor();
  await alice.page.getByRole("button", { name: "Try again" }).click();
  await feed(bob.page).getByText("are you there?").waitFor();
  await field(alice.page).waitFor();
  expect([...alice.problems, ...bob.problems]).toEqual([]);
});
