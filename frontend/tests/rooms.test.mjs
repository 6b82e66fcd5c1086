// Rooms, their members, and what is unread in them.
import { afterAll, afterEach, beforeAll, expect, test } from "vitest";
import { articles, feed, field, say } from "./lib/browser.mjs";
import { startWorld, untilReady } from "./lib/world.mjs";

let world;
beforeAll(async () => {
  world = await startWorld();
});
afterEach(() => world.closePages());
afterAll(() => world.stop());

test("a room is created, found, joined and left", async () => {
  const { page, problems } = await world.open("alice");
  await page.getByRole("button", { name: "New room" }).click();
  await page.getByLabel("Name", { exact: true }).fill("Garden");
  await page.getByRole("button", { name: "Create", exact: true }).click();
  await page.waitForURL(/\/r\/\d+$/);
  await page.getByText("This is the beginning of Garden").waitFor();
  const room = Number(page.url().split("/").at(-1));

  const bob = await world.open("bob");
  await bob.page.getByRole("link", { name: /Garden/ }).waitFor();
  await bob.page.keyboard.press("Control+k");
  await expect.poll(() => bob.page.evaluate(() => document.activeElement.role)).toBe("combobox");
  await bob.page.keyboard.type("gard");
  await bob.page.getByRole("option", { name: "Garden" }).waitFor();
  await bob.page.keyboard.press("Enter");
  await bob.page.getByText("You are looking at a public room").waitFor();
  await bob.page.locator("main").getByRole("button", { name: "Join" }).click();
  await field(bob.page).waitFor();
  await say(bob.page, "hi there");
  await feed(page).getByText("hi there").waitFor();

  await bob.page.getByRole("button", { name: "More" }).click();
  await bob.page.getByRole("menuitem", { name: "Leave the room" }).click();
  await bob.page.locator("dialog").getByRole("button", { name: "Leave the room" }).click();
  await bob.page.getByText("Pick a room").waitFor();
  const rest = await world.rest("alice");
  expect((await rest("GET", `rooms/${room}/`)).member_count).toBe(1);
  expect([...problems, ...bob.problems]).toEqual([]);
});

test("on a phone the kinds of a room to choose from stand below each other, each with a whole button", async () => {
  const { page } = await world.open("alice", { viewport: { width: 390, height: 844 }, touch: true });
  await page.getByRole("button", { name: "New room" }).click();
  const radios = page.locator("dialog").getByRole("radio");
  await expect.poll(() => radios.count()).toBe(3);
  const boxes = await radios.evaluateAll((all) => all.map((each) => each.getBoundingClientRect()));
  expect(boxes.map(({ left, width, height }) => ({ left, width, height }))).toEqual(
    Array(3).fill({ left: boxes[0].left, width: 18, height: 18 }),
  );
});

test("a room shows who joins, leaves and changes between its messages, until the page is loaded again", async () => {
  const room = await world.room("Lively", []);
  const { page, problems } = await world.open("alice", { path: `/r/${room}` });
  await untilReady(page);
  const [alice, bob] = [await world.rest("alice"), await world.rest("bob")];
  await alice("POST", `rooms/${room}/messages/`, { content: "one" });
  await feed(page).getByText("one").waitFor();
  await bob("POST", `rooms/${room}/join/`);
  await feed(page).getByText("bob joined").waitFor();
  await bob("POST", `rooms/${room}/messages/`, { content: "two" });
  await alice("PATCH", `rooms/${room}/members/2/`, { is_muted: true });
  await alice("PATCH", `rooms/${room}/members/2/`, { is_muted: false });
  await alice("PATCH", `rooms/${room}/members/2/`, { role: "admin" });
  await bob("POST", `rooms/${room}/leave/`);
  await bob("POST", `rooms/${room}/join/`);
  const lines = () =>
    feed(page).evaluate((all) =>
      [...all.querySelectorAll("p[dir=auto]")].map((p) => p.textContent.split(" · ")[0]),
    );
  const whole = [
    "one",
    "bob joined",
    "two",
    "bob is muted",
    "bob is no longer muted",
    "bob is an admin now",
    "bob is no longer a member",
    "bob joined",
  ];
  await expect.poll(lines).toEqual(whole);
  expect(await articles(page).count()).toBe(2);
  await page.reload();
  await untilReady(page);
  await expect.poll(lines).toEqual(["one", "two"]);
  expect(problems).toEqual([]);
});

test("a room is searched, and opened at a day", async () => {
  const room = await world.room();
  const rest = await world.rest("alice");
  for (let n = 1; n <= 80; n += 1) await rest("POST", `rooms/${room}/messages/`, { content: `message ${n}` });
  // A user who has read everything begins at the end.
  await (await world.rest("bob"))("POST", `rooms/${room}/read/`);
  const { page, problems } = await world.open("bob", { path: `/r/${room}` });
  await untilReady(page);
  await feed(page).getByText("message 80", { exact: true }).waitFor();
  await page.getByRole("button", { name: "Search" }).click();
  await page.getByRole("combobox").fill("message 79");
  await page.getByRole("option", { name: "message 79" }).waitFor();
  const today = await page.evaluate(() => new Date().toLocaleDateString("sv"));
  await page.getByLabel("Go to a day").fill(today);
  const [first] = await world.messages(room);
  await page.waitForURL(`**/r/${room}/m/${first.id}`);
  await feed(page).getByText("message 1", { exact: true }).waitFor();
  await expect.poll(() => feed(page).evaluate((list) => list.scrollTop)).toBeLessThan(200);
  expect(problems).toEqual([]);
});

test("unread messages show in the title and the icon", async () => {
  const room = await world.room("Loud", ["李华"]);
  const { page } = await world.open("李华");
  await page.getByRole("link", { name: /Loud/ }).waitFor();
  const icon = () => page.locator("link[rel=icon]").getAttribute("href");
  await expect.poll(icon).toBe("/icon.svg");
  await (await world.rest("alice"))("POST", `rooms/${room}/messages/`, { content: "@李华 look" });
  await expect.poll(icon).toBe("/icon-unread.svg");
  expect(await page.title()).toMatch(/^\(\d+\) /);
  const { status, type } = await page.evaluate(async () => {
    const answer = await fetch(document.querySelector("link[rel=icon]").href);
    return { status: answer.status, type: answer.headers.get("content-type") };
  });
  expect([status, type]).toEqual([200, "image/svg+xml"]);
  await page.getByRole("link", { name: /Loud/ }).click();
  // A message counts as read after it was on the screen for a while.
  await expect.poll(icon, { timeout: 10_000 }).toBe("/icon.svg");
  await expect.poll(() => page.title()).not.toMatch(/^\(/);
  // What arrives while its reader looks on is not shown as unread, not even for a moment.
  await page.evaluate(() => {
    globalThis.shown = [];
    const look = () => globalThis.shown.push(document.title, document.querySelector("link[rel=icon]").href);
    new MutationObserver(look).observe(document.head, { subtree: true, childList: true, attributes: true });
  });
  await (await world.rest("alice"))("POST", `rooms/${room}/messages/`, { content: "@李华 and now" });
  await feed(page).getByText("and now").waitFor();
  await page.getByRole("link", { name: /Loud.*and now/ }).waitFor();
  await page.waitForTimeout(3_000);
  expect(await page.evaluate(() => globalThis.shown.filter((text) => /^\(|unread/.test(text)))).toEqual([]);
});

test("an invitation is accepted; an admin mutes, bans and lifts the ban", async () => {
  const rest = await world.rest("alice");
  const room = await rest("POST", "rooms/", { name: "Closed circle", room_type: "private" });
  await rest("POST", `rooms/${room.id}/invite/`, { user_id: 2 });
  const bob = await world.open("bob", { ignore: [/403|404/] });
  await bob.page.getByText("Closed circle").click();
  await bob.page.getByText("You are invited to this room.").waitFor();
  await bob.page.locator("main").getByRole("button", { name: "Join" }).click();
  await field(bob.page).waitFor();

  const alice = await world.open("alice", { path: `/r/${room.id}` });
  await untilReady(alice.page);
  await alice.page.getByRole("button", { name: "Members" }).click();
  const act = async (name) => {
    await alice.page.getByRole("button", { name: "Actions for bob" }).click();
    await alice.page.getByRole("menuitem", { name, exact: true }).click();
  };
  await act("Mute");
  await bob.page.getByText("You are muted in this room").waitFor();
  await alice.page.getByRole("button", { name: "Undo" }).click();
  await field(bob.page).waitFor();
  await act("Ban");
  await alice.page.locator("dialog").getByRole("button", { name: "Ban" }).click();
  await bob.page.getByText("You are banned from this room").waitFor();
  await alice.page.getByRole("button", { name: "Banned users" }).click();
  await alice.page.getByRole("button", { name: "Lift the ban" }).click();
  await alice.page.getByText("Nobody is banned.").waitFor();
  expect([...alice.problems, ...bob.problems]).toEqual([]);
});

test("an invitation to a public room stands in the list once, among the user's own rooms", async () => {
  const room = await world.room("Open house", []);
  await (await world.rest("alice"))("POST", `rooms/${room}/invite/`, { user_id: 2 });
  const { page, problems } = await world.open("bob");
  const links = page.locator(`nav a[href="/r/${room}"]`);
  await links.first().waitFor();
  await links.getByText("Invited").waitFor();
  expect(await links.count()).toBe(1);
  const own = page.getByRole("region", { name: "My rooms" });
  expect(await own.locator(`a[href="/r/${room}"]`).count()).toBe(1);
  expect(problems).toEqual([]);
});
