// Two people write to each other in a direct room.
import { afterAll, afterEach, beforeAll, expect, test } from "vitest";
import { feed, say, shot } from "./lib/browser.mjs";
import { startWorld } from "./lib/world.mjs";

let world;
beforeAll(async () => {
  world = await startWorld();
});
afterEach(() => world.closePages());
afterAll(() => world.stop());

const direct = (page) => page.getByRole("region", { name: "Direct messages" }).getByRole("link");

test("a user writes to a member; the other one sees the room with the first message, and can hide it", async () => {
  const { alice, bob } = await world.pair();
  await bob.page.getByRole("button", { name: "Members" }).click();
  await bob.page.getByRole("button", { name: /^Actions for .*alice/ }).click();
  await bob.page.getByRole("menuitem", { name: "Send message" }).click();
  await bob.page.getByRole("heading", { level: 1, name: "alice" }).waitFor();
  expect(await direct(alice.page).count()).toBe(0);
  await say(bob.page, "between us");
  await direct(alice.page).filter({ hasText: "bob" }).filter({ hasText: "between us" }).click();
  await feed(alice.page).getByText("between us").waitFor();
  await say(alice.page, "yes");
  await feed(bob.page).getByText("yes").waitFor();
  await direct(bob.page).filter({ hasText: "alice" }).waitFor();
  expect(await bob.page.getByRole("button", { name: "Members" }).count()).toBe(0);
  await shot(bob.page, "direct");

  await alice.page.getByRole("button", { name: "More" }).click();
  await alice.page.getByRole("menuitem", { name: "Hide the room" }).click();
  await alice.page.getByText("Pick a room").waitFor();
  await expect.poll(() => direct(alice.page).count()).toBe(0);
  await say(bob.page, "still there?");
  await direct(alice.page).filter({ hasText: "still there?" }).waitFor();
  expect([...alice.problems, ...bob.problems]).toEqual([]);
});

test("a sender is written to from a message, by key; the beginning of the room says whom it is with", async () => {
  const { alice, bob } = await world.pair();
  await say(alice.page, "@bob, ask me");
  const { page } = bob;
  await feed(page).getByText("ask me").waitFor();
  await feed(page).focus();
  await page.keyboard.press("ArrowUp");
  await expect.poll(() => page.evaluate(() => document.activeElement.tagName)).toBe("ARTICLE");
  await page.keyboard.press("Enter");
  await page.getByRole("menuitem", { name: "Send message" }).click();
  await page.getByRole("heading", { level: 1, name: "alice" }).waitFor();
  await page.getByText(/^This is the beginning of your conversation with/).waitFor();
  expect([...alice.problems, ...bob.problems]).toEqual([]);
});

test("a member is written to from a mention; a mention of nobody says so", async () => {
  const { alice, bob } = await world.pair();
  await say(bob.page, "ask @alice, not @nobody");
  await feed(bob.page).getByRole("button", { name: "@nobody" }).click();
  await bob.page.getByText("Nobody here is called “nobody”.").waitFor();
  await feed(bob.page).getByRole("button", { name: "@alice" }).click();
  await bob.page.getByRole("menuitem", { name: "Send message" }).click();
  await bob.page.getByRole("heading", { level: 1, name: "alice" }).waitFor();
  expect([...alice.problems, ...bob.problems]).toEqual([]);
});
