// Two people talk in a thread beside the room: by the menu, the button below a message, and the keyboard.
import { afterAll, afterEach, beforeAll, expect, test } from "vitest";
import { articles, chooseOf, closeByBack, feed, say, shot, untilGoneBack } from "./lib/browser.mjs";
import { startWorld } from "./lib/world.mjs";

let world;
beforeAll(async () => {
  world = await startWorld();
});
afterEach(() => world.closePages());
afterAll(() => world.stop());

const panel = (page) => page.getByRole("complementary", { name: "Thread" });
const field = (page) => panel(page).getByRole("textbox", { name: "Reply in thread" });
const inRoom = (page) => feed(page).first();
const texts = (page) => panel(page).locator("article").allTextContents();

/** Opens the thread of a message by its menu. */
const open = (page, content) => chooseOf(page, content, "Thread");

test("a thread is opened, answered, counted, and live on both sides", async () => {
  const { room, alice, bob } = await world.pair();
  await say(alice.page, "what do we eat?");
  await say(alice.page, "something else");
  await open(bob.page, "what do we eat?");
  await panel(bob.page).locator("article").filter({ hasText: "what do we eat?" }).waitFor();
  await expect
    .poll(() => field(bob.page).evaluate((element) => element === document.activeElement))
    .toBe(true);
  await bob.page.keyboard.type("noodles");
  await bob.page.keyboard.press("Enter");
  await expect.poll(() => texts(bob.page)).toHaveLength(2);

  const count = inRoom(alice.page).getByRole("button", { name: "1 reply" });
  await count.click();
  await panel(alice.page).locator("article").filter({ hasText: "noodles" }).waitFor();
  await field(alice.page).fill("rice");
  await alice.page.keyboard.press("Enter");
  await panel(bob.page).locator("article").filter({ hasText: "rice" }).waitFor();
  await inRoom(bob.page).getByRole("button", { name: "2 replies" }).waitFor();
  await shot(alice.page, "thread");

  const stored = await world.messages(room);
  const root = stored.find(({ content }) => content === "what do we eat?");
  for (const content of ["noodles", "rice"])
    expect(stored.find((each) => each.content === content)).toMatchObject({ thread_id: root.id });
  expect(root.reply_count).toBe(2);
});

test("a thread has a draft of its own, which a reload keeps, and Escape closes it", async () => {
  const { alice } = await world.pair();
  await say(alice.page, "root");
  await open(alice.page, "root");
  await field(alice.page).fill("half a reply");
  await alice.page.keyboard.press("Escape");
  await panel(alice.page).waitFor({ state: "detached" });
  await expect.poll(() => alice.page.locator("#message-field").inputValue()).toBe("");
  await alice.page.waitForTimeout(300);
  await untilGoneBack(alice.page);
  await alice.page.reload();
  await open(alice.page, "root");
  await expect.poll(() => field(alice.page).inputValue()).toBe("half a reply");
});

test("on a phone a thread is a page of its own, and Back leaves it", async () => {
  const { alice } = await world.pair();
  await say(alice.page, "root");
  await alice.page.setViewportSize({ width: 390, height: 800 });
  await open(alice.page, "root");
  await panel(alice.page).waitFor();
  const box = await panel(alice.page).boundingBox();
  expect(box?.width).toBe(390);
  await closeByBack(alice.page, panel(alice.page));
  await articles(alice.page).first().waitFor();
});
