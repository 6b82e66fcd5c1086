// Two people react to a message: each sees what the other does, also after a reload.
import { afterAll, afterEach, beforeAll, expect, test } from "vitest";
import { articles, feed, say, shot } from "./lib/browser.mjs";
import { startWorld } from "./lib/world.mjs";

let world;
beforeAll(async () => {
  world = await startWorld();
});
afterEach(() => world.closePages());
afterAll(() => world.stop());

/** Characters that nobody sees: around names, and behind emoji. */
const UNSEEN = "[\u2068\u2069\ufe0f]*";
/** The chip of a reaction with these words. */
const chip = (page, words) =>
  feed(page).getByRole("button", { name: new RegExp(`^${[...words, ""].join(UNSEEN)} \\d+$`, "u") });

test("two users set reactions and take them back", async () => {
  const { room, alice, bob } = await world.pair();
  await say(bob.page, "lunch at noon?");
  const message = articles(alice.page).first();
  await message.hover();
  await message.getByRole("button", { name: "Add a reaction" }).click();
  await alice.page.getByRole("searchbox", { name: "Search", exact: true }).fill("thumbs up");
  await alice.page
    .getByRole("gridcell", { name: /thumbs up/i })
    .first()
    .click();
  await chip(alice.page, "you: 👍").waitFor();
  await chip(bob.page, "alice: 👍").click();
  await chip(bob.page, "you and alice: 👍").waitFor();
  await chip(alice.page, "you and bob: 👍").waitFor();

  await articles(bob.page).first().focus();
  await bob.page.keyboard.press("+");
  await bob.page.getByRole("searchbox", { name: "Search", exact: true }).fill("party popper");
  await shot(bob.page, "reactions-picker");
  await bob.page.getByRole("gridcell", { name: /party/i }).first().click();
  await chip(alice.page, "bob: 🎉").waitFor();
  await expect.poll(() => bob.page.evaluate(() => document.activeElement?.tagName)).toBe("ARTICLE");
  await shot(alice.page, "reactions");

  await chip(alice.page, "you and bob: 👍").click();
  await chip(bob.page, "you: 👍").waitFor();
  await alice.page.reload();
  await chip(alice.page, "bob: 👍").waitFor();
  await chip(alice.page, "bob: 🎉").waitFor();
  const [stored] = await world.messages(room);
  expect(stored.reactions.map(({ emoji, count, me }) => [emoji.replace("\ufe0f", ""), count, me])).toEqual([
    ["👍", 1, false],
    ["🎉", 1, false],
  ]);
  expect([...alice.problems, ...bob.problems]).toEqual([]);
});
