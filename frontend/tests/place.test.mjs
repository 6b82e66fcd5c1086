// The place in a room: where it opens, where a jump lands, what counts as read. In a room of a few pages and in a long one.
import { afterAll, afterEach, beforeAll, expect, test } from "vitest";
import { articles, feed, say } from "./lib/browser.mjs";
import { startWorld, until, untilReady } from "./lib/world.mjs";

/** Time within which a list that is not at rest yet would move. */
const REST_MS = 1_200;
/** Numbers of messages in the rooms: a few pages, and many. */
const SIZES = [370, 10_000];
/** Time for a test, also for the one that fills the long room. */
const WITHIN = { timeout: 600_000 };
/** How many messages are unread in a room that is opened; each time by another reader. */
const UNREAD = [3, 12, 20, 30, 45, 60, 134];
const readerOf = (unread) => `reader of ${unread}`;
/** Distance from the top of the screen within which a first unread message stands. */
const TOP_PX = 120;

let world;
/** The rooms that are filled, by their number of messages. */
const rooms = new Map();
beforeAll(async () => {
  world = await startWorld();
});
afterEach(() => world.closePages());
afterAll(() => world.stop());

/** Where a message stands on the screen: its distance from the top of the list, and whether it is all visible. */
const placeOf = (page, id) =>
  page.evaluate((id) => {
    const row = document.querySelector(`article[data-key="${id}"]`)?.getBoundingClientRect();
    const box = document.querySelector("[role=feed]")?.getBoundingClientRect();
    if (!row || !box) return { top: null, visible: false };
    return { top: Math.round(row.top - box.top), visible: row.top >= box.top && row.bottom <= box.bottom };
  }, id);

/** Waits until a message is on the screen and checks that it stays where it is; answers its place. */
async function landsOn(page, id) {
  await until(`message ${id} on the screen`, async () => (await placeOf(page, id)).visible);
  await page.waitForTimeout(REST_MS);
  const landed = await placeOf(page, id);
  expect(landed.visible, `message ${id} stays on the screen, at ${landed.top}`).toBe(true);
  return landed;
}

/** Whether a message is highlighted, now or a moment later. */
const isHighlighted = (page, id) => page.locator(`article[data-key="${id}"][data-flash]`).waitFor();

/** The id of the message that is highlighted, now or a moment later. */
const highlighted = async (page) =>
  Number(await page.locator("article[data-flash]").getAttribute("data-key"));

/** Creates and fills a room; answers what the tests do in it. */
async function fillRoom(count) {
  const id = await world.room(`Room of ${count}`, ["bob", "王小明", "李华", ...UNREAD.map(readerOf)]);
  const idOf = await world.fill(id, count);
  await (await world.rest("王小明"))("POST", `rooms/${id}/read/`);
  const room = {
    id,
    idOf,
    /** The number of messages. */
    total: count,
    async open(name, seq) {
      const path = seq ? `/r/${id}/m/${idOf(seq)}` : `/r/${id}`;
      const { page } = await world.open(name, { path });
      await untilReady(page);
      return page;
    },
    async post(name, content, more = {}) {
      room.total += 1;
      return (await world.rest(name))("POST", `rooms/${id}/messages/`, { content, ...more });
    },
    readTo: async (name, seq) => (await world.rest(name))("POST", `messages/${idOf(seq)}/read/`),
    unreadOf: async (name) => (await (await world.rest(name))("GET", `rooms/${id}/`)).unread_count,
  };
  return room;
}

/** The room of so many messages. */
function roomOf(count) {
  if (!rooms.has(count)) rooms.set(count, fillRoom(count));
  return rooms.get(count);
}

test.each(SIZES)(
  "a room opens at the first unread message, and only what was on the screen becomes read, in a room of %i",
  WITHIN,
  async (size) => {
    const room = await roomOf(size);
    for (const unread of UNREAD) {
      await room.readTo(readerOf(unread), room.total - unread);
      const page = await room.open(readerOf(unread));
      const { top } = await landsOn(page, room.idOf(room.total - unread + 1));
      if (unread >= 20) expect(top, `${unread} unread`).toBeLessThan(TOP_PX);
      await page.getByText("New", { exact: true }).waitFor();
      await page.waitForTimeout(REST_MS);
      if (unread >= 60) expect(await room.unreadOf(readerOf(unread))).toBeGreaterThan(unread - 30);
      await page.context().close();
    }
  },
);

test.each(SIZES)(
  "unread messages that are jumped over stay unread until the reader goes to them or dismisses them, in a room of %i",
  WITHIN,
  async (size) => {
    const room = await roomOf(size);
    await room.readTo("李华", room.total - 150);
    const page = await room.open("李华");
    await landsOn(page, room.idOf(room.total - 149));
    // What is on the screen first becomes read, so that only the last screen is unread and not above it.
    await until("the first screen is read", async () => (await room.unreadOf("李华")) < 149);
    await page.getByRole("button", { name: "Jump to the latest" }).click();
    await landsOn(page, room.idOf(room.total));
    const pill = page.getByRole("button", { name: /unread messages above/ });
    await pill.waitFor();
    await page.waitForTimeout(2 * REST_MS);
    const before = await room.unreadOf("李华");
    expect(before).toBeGreaterThan(100);
    const [shown] = (await pill.textContent()).match(/\d+/);
    expect(Math.abs(Number(shown) - before)).toBeLessThan(30);
    await pill.click();
    const first = await highlighted(page);
    // The server may not have been told yet of what was seen last.
    expect(Math.abs(first - room.idOf(room.total - before + 1))).toBeLessThan(30);
    await landsOn(page, first);
    await pill.waitFor({ state: "detached" });

    await page.getByRole("button", { name: "Jump to the latest" }).click();
    await pill.waitFor();
    await page.getByRole("button", { name: "Mark as read" }).click();
    await pill.waitFor({ state: "detached" });
    await until("everything is read", async () => (await room.unreadOf("李华")) === 0);
  },
);

test.each(SIZES)(
  "a click on a quote, a found message and a date lead to their message, in a room of %i",
  WITHIN,
  async (size) => {
    const room = await roomOf(size);
    const answered = room.idOf(room.total - 300);
    await room.post("alice", "the answer", { reply_to: answered });
    const page = await room.open("王小明");
    await page
      .getByRole("button", { name: /In reply to/ })
      .last()
      .click();
    await isHighlighted(page, answered);
    await landsOn(page, answered);

    const [wanted] = (
      await (
        await world.rest("alice")
      )("GET", `rooms/${room.id}/messages/?around=${room.idOf(room.total - 310)}&limit=1`)
    ).messages;
    for (let again = 0; again < 2; again += 1) {
      await page.getByRole("button", { name: "Search" }).click();
      // The beginning, which has the message's number: a search takes up to 200 characters.
      await page.getByRole("combobox").fill(`"${wanted.content.slice(0, 100).trim()}"`);
      // Until the message is found, rooms are offered.
      await page
        .getByRole("option")
        .filter({ hasText: wanted.content.trim().slice(0, 20) })
        .last()
        .click();
      await landsOn(page, await highlighted(page));
    }
    await page.getByRole("button", { name: "Search" }).click();
    const today = await page.evaluate(() => new Date().toLocaleDateString("sv"));
    await page.getByLabel("Go to a day").fill(today);
    await isHighlighted(page, room.idOf(1));
    await landsOn(page, room.idOf(1));
  },
);

test.each(SIZES)(
  "a link to an older message shows it, highlighted, in ten of ten tries, in a room of %i",
  WITHIN,
  async (size) => {
    const room = await roomOf(size);
    const back = [7, 26, 52, 80, 101, 150, 200, 280, 340, room.total - 3].map((each) =>
      Math.min(each, room.total - 1),
    );
    const { page } = await world.open("王小明");
    for (const each of back) {
      const id = room.idOf(room.total - each);
      await page.goto(`${world.server.origin}/r/${room.id}/m/${id}`);
      await isHighlighted(page, id);
      await landsOn(page, id);
    }
  },
);

test.each(SIZES)(
  "one's own message is shown, also from far up and from old history, in a room of %i",
  WITHIN,
  async (size) => {
    const room = await roomOf(size);
    const page = await room.open("王小明");
    await articles(page).first().waitFor();
    await page.waitForTimeout(REST_MS);
    await feed(page).evaluate((list) => list.scrollBy(0, -list.clientHeight * 2));
    await page.getByRole("button", { name: "Jump to the latest" }).waitFor();
    await say(page, "from two screens up");
    await until("the own message", () => isShown(page, "from two screens up"));
    room.total += 1;

    await page.goto(`${world.server.origin}/r/${room.id}/m/${room.idOf(room.total - 320)}`);
    await landsOn(page, room.idOf(room.total - 320));
    await say(page, "from old history");
    await until("the own message", () => isShown(page, "from old history"));
    room.total += 1;
    await page.waitForTimeout(REST_MS);
    expect(await isShown(page, "from old history")).toBe(true);
  },
);

test.each(SIZES)(
  "the button to the latest counts only what others have sent since, in a room of %i",
  WITHIN,
  async (size) => {
    const room = await roomOf(size);
    const page = await room.open("王小明", room.total - 200);
    await landsOn(page, room.idOf(room.total - 200));
    const latest = page.getByRole("button", { name: "Jump to the latest" });
    await latest.waitFor();
    await room.post("alice", "one");
    await room.post("王小明", "my own, from elsewhere");
    await room.post("bob", "two");
    await page.getByRole("button", { name: "2 new messages" }).click();
    await until("the newest message", () => isShown(page, "two"));
    await page.getByRole("button", { name: /new message/ }).waitFor({ state: "detached" });
    await feed(page).hover();
    await page.mouse.wheel(0, -1_500);
    await latest.waitFor();
    await room.post("alice", "three");
    await page.getByRole("button", { name: "1 new message", exact: true }).waitFor();
  },
);
/** Whether the last message with a text is all on the screen. */
const isShown = (page, text) =>
  page.evaluate((text) => {
    const box = document.querySelector("[role=feed]").getBoundingClientRect();
    const rows = [...document.querySelectorAll("article")].filter((row) => row.textContent.includes(text));
    const row = rows.at(-1)?.getBoundingClientRect();
    return row !== undefined && row.top >= box.top - 1 && row.bottom <= box.bottom + 1;
  }, text);
