// Slow mode: set by an admin, shown to all, a wait for members that keeps their draft.
import { afterAll, afterEach, beforeAll, expect, test } from "vitest";
import { feed, field, say, shot } from "./lib/browser.mjs";
import { startWorld } from "./lib/world.mjs";

let world;
beforeAll(async () => {
  world = await startWorld();
});
afterEach(() => world.closePages());
afterAll(() => world?.stop());

test("members wait between two messages and keep their draft, admins do not wait", async () => {
  const { room, alice, bob } = await world.pair();
  await alice.page.getByRole("button", { name: "More" }).click();
  await alice.page.getByRole("menuitem", { name: "Room settings" }).click();
  await alice.page.getByLabel("Slow mode").selectOption({ label: "One message every 10 seconds" });
  await shot(alice.page, "slow-settings");
  await alice.page.getByRole("button", { name: "Save" }).click();
  await alice.page.getByText("Slow mode: members send one message every 10 seconds").waitFor();
  await bob.page.getByText("Slow mode: one message every 10 seconds").waitFor();

  await say(alice.page, "one");
  await say(alice.page, "two");
  await feed(bob.page).getByText("two", { exact: true }).waitFor();
  await say(bob.page, "mine");
  await feed(alice.page).getByText("mine").waitFor();
  await bob.page.getByText(/^Slow mode: you can write again in 0:\d\d$/).waitFor();
  await say(bob.page, "my next one");
  expect(await field(bob.page).inputValue()).toBe("my next one");
  await shot(bob.page, "slow");
  expect(await bob.page.getByRole("button", { name: "Send" }).isDisabled()).toBe(true);
  await bob.page.getByText("Slow mode: one message every 10 seconds").waitFor();
  await field(bob.page).press("Enter");
  await feed(alice.page).getByText("my next one").waitFor();
  expect((await world.messages(room)).length).toBe(4);
  expect([...alice.problems, ...bob.problems]).toEqual([]);
});

test("a message that the server refuses comes back into the field, with the wait of the server", async () => {
  const { room, bob } = await world.pair();
  await (await world.rest("alice"))("PATCH", `rooms/${room}/`, { slow_mode_s: 5 });
  const { page } = bob;
  await page.getByText("Slow mode: one message every 5 seconds").waitFor();
  const wait = { status: 429, headers: { "Retry-After": "3" }, json: { error: "x", code: "slow_mode" } };
  await page.route("**/messages/", (route) => route.fulfill(wait), { times: 1 });
  await say(page, "not yet");
  await page.getByText(/^Slow mode: you can write again in 0:0[123]$/).waitFor();
  await expect.poll(() => field(page).inputValue()).toBe("not yet");
  expect(await page.locator("article").count()).toBe(0);
  await page.getByText("Slow mode: one message every 5 seconds").waitFor();
  await field(page).press("Enter");
  await feed(page).getByText("not yet").waitFor();
});
