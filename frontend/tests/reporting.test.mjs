// A user reports a message; an admin sees what it said then, goes to it, and marks the report as handled.
import { afterAll, afterEach, beforeAll, expect, test } from "vitest";
import { openMenuOf, say, shot } from "./lib/browser.mjs";
import { startWorld, untilReady } from "./lib/world.mjs";

let world;
beforeAll(async () => {
  world = await startWorld();
});
afterEach(() => world.closePages());
afterAll(() => world.stop());

const menuItem = (page, name) => page.getByRole("menuitem", { name, exact: true });

test("a message is reported by keyboard, and handled by an admin", async () => {
  const { room, alice, bob } = await world.pair();
  const ming = await world.rest("王小明");
  await ming("POST", `rooms/${room}/join/`);
  const rude = await ming("POST", `rooms/${room}/messages/`, { content: "you are all fools" });
  await say(bob.page, "please stop");
  await openMenuOf(bob.page, "please stop");
  expect(await menuItem(bob.page, "Report…").count(), "one's own message").toBe(0);
  await bob.page.keyboard.press("Escape");

  await openMenuOf(bob.page, "you are all fools");
  await menuItem(bob.page, "Report…").focus();
  await bob.page.keyboard.press("Enter");
  const dialog = bob.page.getByRole("dialog", { name: "Report this message" });
  await dialog.getByRole("textbox").fill("x".repeat(501));
  await dialog.getByText("1 character too many").waitFor();
  expect(await dialog.getByRole("button", { name: "Report" }).isDisabled()).toBe(true);
  await dialog.getByRole("textbox").fill("insults us");
  await dialog.getByText("490 characters left").waitFor();
  await shot(bob.page, "report");
  await dialog.getByRole("button", { name: "Report" }).click();
  await bob.page.getByText("Message reported. Thank you.").waitFor();
  await dialog.waitFor({ state: "detached" });
  await ming("PATCH", `messages/${rude.id}/`, { content: "hello all" });

  await alice.page.getByRole("button", { name: "Members" }).click();
  await alice.page.getByRole("button", { name: "Reports" }).click();
  const panel = alice.page.getByRole("complementary", { name: "Reports" });
  await panel.getByText("you are all fools").waitFor();
  await panel.getByText("insults us").waitFor();
  expect(await panel.textContent()).toContain("王小明");
  expect(await panel.textContent()).not.toContain("bob");
  await shot(alice.page, "reports");
  await panel.getByRole("button", { name: "Go to the message" }).click();
  await expect.poll(() => new URL(alice.page.url()).pathname).toBe(`/r/${room}/m/${rude.id}`);
  await panel.getByRole("button", { name: "Handled" }).focus();
  await alice.page.keyboard.press("Enter");
  await panel.getByText("No reports.").waitFor();
  await expect
    .poll(() => alice.page.evaluate(() => document.activeElement?.closest("aside") !== null))
    .toBe(true);
  const rest = await world.rest("alice");
  expect(await rest("GET", `rooms/${room}/reports/`)).toEqual([]);
  expect([...alice.problems, ...bob.problems]).toEqual([]);
});

test("who is no admin has no list, and in a direct room the report goes to the operator alone", async () => {
  const { bob } = await world.pair();
  await bob.page.getByRole("button", { name: "Members" }).click();
  await bob.page.locator("aside li").first().waitFor();
  expect(await bob.page.locator("aside").getByRole("button", { name: "Reports" }).count()).toBe(0);

  const alice = await world.rest("alice");
  const direct = await alice("POST", "rooms/direct/", { user_id: 2 });
  await alice("POST", `rooms/${direct.id}/messages/`, { content: "rude" });
  const { page } = await world.open("bob", { path: `/r/${direct.id}`, language: "zh" });
  await untilReady(page);
  await openMenuOf(page, "rude");
  await menuItem(page, "举报…").click();
  await page.getByText("只有本聊天的运营者会看到举报。").waitFor();
  await page.getByRole("textbox", { name: "这条消息有什么问题？" }).fill("骂人");
  await page.locator("dialog").getByRole("button", { name: "举报", exact: true }).click();
  await page.getByText("已举报，谢谢。").waitFor();
});
