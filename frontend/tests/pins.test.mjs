// An admin pins messages; everybody in the room sees them, jumps to them, and sees them go.
import { afterAll, afterEach, beforeAll, expect, test } from "vitest";
import { articles, chooseOf, closeByBack, openMenuOf, say, shot } from "./lib/browser.mjs";
import { startWorld } from "./lib/world.mjs";

let world;
beforeAll(async () => {
  world = await startWorld();
});
afterEach(() => world.closePages());
afterAll(() => world.stop());

const button = (page, name) => page.getByRole("button", { name });
const panel = (page) => page.getByRole("complementary", { name: /^Pinned messages/ });
const rows = (page) => panel(page).getByRole("listitem");
const texts = async (page) =>
  (await rows(page).allTextContents()).map((text) => text.match(/first|second|third/)?.[0]);

test("pins are set by an admin, seen by all, jumped to, and taken back", async () => {
  const { room, alice, bob } = await world.pair();
  for (const content of ["first", "second", "third"]) await say(alice.page, content);
  await articles(bob.page).filter({ hasText: "third" }).waitFor();
  await button(bob.page, "Pinned messages").click();
  await panel(bob.page).getByText("No pinned messages").waitFor();
  await chooseOf(alice.page, "first", "Pin");
  await chooseOf(alice.page, "third", "Pin");
  await button(bob.page, "Pinned messages: 2").waitFor();
  await expect.poll(() => texts(bob.page)).toEqual(["third", "first"]);
  await rows(bob.page)
    .first()
    .getByText(/Pinned by .*alice/)
    .waitFor();
  expect(
    await panel(bob.page)
      .getByRole("button", { name: /^Unpin/ })
      .count(),
  ).toBe(0);
  await openMenuOf(bob.page, "first");
  expect(await bob.page.getByRole("menuitem", { name: "Pin", exact: true }).count()).toBe(0);
  await bob.page.keyboard.press("Escape");
  await shot(bob.page, "pins");

  await rows(bob.page).last().getByRole("button").first().click();
  await expect.poll(() => new URL(bob.page.url()).pathname).toMatch(/\/m\/\d+$/);

  const third = (await world.messages(room)).find(({ content }) => content === "third");
  await (await world.rest("alice"))("DELETE", `messages/${third.id}/delete/`);
  await expect.poll(() => texts(bob.page)).toEqual(["first"]);
  await button(alice.page, "Pinned messages: 1").click();
  await panel(alice.page)
    .getByRole("button", { name: /^Unpin/ })
    .focus();
  await alice.page.keyboard.press("Enter");
  await panel(alice.page).getByText("No pinned messages").waitFor();
  await panel(bob.page).getByText("No pinned messages").waitFor();
  await chooseOf(alice.page, "second", "Pin");
  await expect.poll(() => texts(bob.page)).toEqual(["second"]);
  await bob.page.reload();
  await button(bob.page, "Pinned messages: 1").waitFor();
  expect([...alice.problems, ...bob.problems]).toEqual([]);
});

test("on a phone the pins cover the room, and a jump leads back to it", async () => {
  const { alice } = await world.pair();
  await alice.page.setViewportSize({ width: 390, height: 844 });
  await say(alice.page, "first");
  await chooseOf(alice.page, "first", "Pin");
  await button(alice.page, "Pinned messages: 1").click();
  await rows(alice.page).first().waitFor();
  const box = await panel(alice.page).boundingBox();
  expect(box?.width).toBe(390);
  await shot(alice.page, "pins-phone");
  await rows(alice.page).first().getByRole("button").first().click();
  await panel(alice.page).waitFor({ state: "detached" });
  await button(alice.page, "Pinned messages: 1").click();
  await closeByBack(alice.page, panel(alice.page));
  expect(alice.problems).toEqual([]);
});
