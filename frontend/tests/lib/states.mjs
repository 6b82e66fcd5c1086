// The states of the page, each reached from the one before.
import { articles, feed, field } from "./browser.mjs";
import { caller } from "./server.mjs";
import { until, untilReady } from "./world.mjs";

/** A PNG picture of one pixel, in base64. */
const PIXEL =
  "iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mNk+M9QDwADhgGAWjR9awAAAABJRU5ErkJggg==";

/** Creates a room with every kind of message, an empty one, one that bob has not joined, one where bob is muted. */
export async function createRooms(world, origin) {
  const [alice, bob, ming] = [await world.rest("alice"), await world.rest("bob"), await world.rest("王小明")];
  const busy = await world.room("Design 设计", ["bob", "王小明"]);
  const empty = await world.room("Quiet");
  const hushed = await world.room("Hushed");
  await alice("PATCH", `rooms/${hushed}/members/2/`, { is_muted: true });
  await alice("PATCH", `rooms/${busy}/members/2/`, { role: "admin" });
  const open = { name: "公开讨论", description: "欢迎", room_type: "public" };
  const foreign = (await ming("POST", "rooms/", open)).id;
  await ming("POST", `rooms/${foreign}/messages/`, { content: "你好" });

  const say = (content, more) => alice("POST", `rooms/${busy}/messages/`, { content, ...more });
  const first = await say("看 https://example.com/ 谢谢 @bob");
  await say("an answer", { reply_to: first.id });
  await ming("POST", `messages/${first.id}/report/`, { reason: "advertising" });
  const card = { file_url: "https://example.com/a.pdf", file_name: "a.pdf", file_size: 1_000 };
  await say("", { message_type: "file", ...card });
  await say("", { message_type: "image", ...(await uploaded(caller(origin, await world.token("alice")))) });
  const gone = await say("gone");
  await alice("DELETE", `messages/${gone.id}/delete/`);
  const edited = await bob("POST", `rooms/${busy}/messages/`, { content: "frist" });
  await bob("PATCH", `messages/${edited.id}/`, { content: "first" });
  await say(
    "**bold** _italic_ ~~struck~~ `code` [name](https://example.com/)\n> quote\n\n- list\n\n```js\nlet a;\n```",
  );
  await bob("PUT", `messages/${first.id}/reactions/`, { emoji: "👍", on: true });
  const slow = await world.room("Slow");
  await alice("PATCH", `rooms/${slow}/`, { slow_mode_s: 21_600 });
  await bob("POST", `rooms/${slow}/messages/`, { content: "slowly" });
  const rude = await world.room("Rude", ["bob", "李华"]);
  const lihua = await world.rest("李华");
  await lihua("POST", `rooms/${rude}/messages/`, { content: "rude" });
  await bob("PUT", "me/blocks/4/", { on: true });
  const direct = (await alice("POST", "rooms/direct/", { user_id: 2 })).id;
  const shut = (await bob("POST", "rooms/direct/", { user_id: 4 })).id;
  return { busy, empty, hushed, foreign, slow, rude, direct, shut };
}

/** Uploads the picture; answers the fields that a message has of it. */
async function uploaded(rest) {
  const body = Buffer.from(PIXEL, "base64");
  const file = { file_name: "点.png", content_type: "image/png", file_size: body.length };
  const { upload_url, method, headers, file_url } = await rest("POST", "uploads/", file);
  await fetch(upload_url, { method, headers, body });
  return { file_url, file_name: file.file_name, file_size: file.file_size };
}

const button = (page, name, exact = true) => page.getByRole("button", { name, exact });
const menuItem = (page, name) => page.getByRole("menuitem", { name, exact: true });

/**
 * Goes to another path without loading the page again. A dialog that was closed just before takes its step of the history
 * back a moment later, and with it what was pushed meanwhile.
 */
const go = (page, path) =>
  until(`the path ${path}`, async () => {
    await page.evaluate((to) => location.pathname === to || history.pushState(null, "", to), path);
    await page.waitForTimeout(150);
    return page.evaluate((to) => location.pathname === to, path);
  });

const inRoom = async (page, room) => {
  await go(page, `/r/${room}`);
  await untilReady(page);
};

const close = (page) => page.keyboard.press("Escape");
const submit = (page) => page.locator("main form button[type=submit]");
/** Sends a text: on a touch screen Enter breaks the line. */
const send = async (page, text) => {
  await field(page).fill(text);
  await submit(page).click();
};
const closePanel = (page) => page.locator("aside header button").click();

/** Opens a dialog by the user's menu. */
const own = async (page, name) => {
  await page.locator("nav header button").first().click();
  await menuItem(page, name).click();
  await page.locator("dialog").waitFor();
};
/** Opens a dialog by the room's menu. */
const ofRoom = async (page, words, name) => {
  await button(page, words.more).click();
  await menuItem(page, name).click();
  await page.locator("dialog").waitFor();
};

/**
 * Each state's name, a function that reaches it, and a function that leaves it. They get the page, its words, the
 * rooms, the world, the proxy before the server, and whether the page is narrow.
 */
export const STATES = [
  ["rooms", ({ page }) => page.getByRole("link", { name: /Quiet/ }).waitFor()],
  [
    "create",
    async ({ page, words }) => {
      await button(page, words.create).click();
      await page.locator("dialog form").waitFor();
    },
    close,
  ],
  [
    "notifications",
    async ({ page, words }) => {
      await button(page, words.notifications, false).click();
      await page.locator("dialog li").first().waitFor();
    },
    close,
  ],
  ["menu", ({ page }) => page.locator("nav header button").first().click(), close],
  ["settings", ({ page, words }) => own(page, words.settings), close],
  ["shortcuts", ({ page, words }) => own(page, words.keys), close],
  ["empty-room", ({ page, rooms }) => inRoom(page, rooms.empty)],
  [
    "preview",
    async ({ page, rooms }) => {
      await go(page, `/r/${rooms.foreign}`);
      await articles(page).first().waitFor();
    },
  ],
  [
    "muted",
    async ({ page, rooms, words }) => {
      await go(page, `/r/${rooms.hushed}`);
      await page.getByText(words.muted).waitFor();
    },
  ],
  [
    "direct-room",
    async ({ page, rooms, words }) => {
      await inRoom(page, rooms.direct);
      await page.getByText(words.direct).waitFor();
    },
  ],
  [
    "blocked-direct-room",
    async ({ page, rooms }) => {
      await go(page, `/r/${rooms.shut}`);
      await page.locator("main [class*=closed]").waitFor();
    },
  ],
  [
    "blocked-line",
    async ({ page, rooms, words }) => {
      await inRoom(page, rooms.rude);
      await page.getByRole("article", { name: words.hidden }).waitFor();
    },
  ],
  [
    "slow-mode",
    async ({ page, rooms, words }) => {
      await inRoom(page, rooms.slow);
      await page.getByText(words.slow).waitFor();
    },
  ],
  [
    "no-room",
    async ({ page, words }) => {
      await go(page, "/r/999999999");
      await button(page, words.back, false).last().waitFor();
    },
  ],
  [
    "room",
    async ({ page, rooms, world }) => {
      await inRoom(page, rooms.busy);
      await articles(page).first().waitFor();
      const rest = await world.rest("李华");
      await rest("POST", `rooms/${rooms.busy}/join/`);
      await feed(page).getByText(/^李华/).last().waitFor();
      await rest("POST", `rooms/${rooms.busy}/leave/`);
    },
  ],
  [
    "message-menu",
    async ({ page }) => {
      await articles(page).first().focus();
      await page.keyboard.press("Enter");
      await page.locator("[role=menu]").waitFor();
    },
    close,
  ],
  [
    "report",
    async ({ page, words }) => {
      await articles(page).first().focus();
      await page.keyboard.press("Enter");
      await menuItem(page, words.report).click();
      await page.locator("dialog form").waitFor();
    },
    close,
  ],
  [
    "reactions",
    async ({ page, words, narrow }) => {
      await articles(page).locator("button[aria-pressed=true]").first().waitFor();
      if (narrow) return;
      await articles(page).first().hover();
      await button(page, words.react).first().click();
      await page.getByRole("gridcell").first().waitFor();
    },
    close,
  ],
  [
    "picture",
    async ({ page, words }) => {
      await button(page, words.picture, false).first().click();
      await page.locator("dialog img").waitFor();
    },
    close,
  ],
  [
    "reply",
    async ({ page }) => {
      await articles(page).first().focus();
      await page.keyboard.press("r");
      await page.locator("form p b").waitFor();
    },
    close,
  ],
  [
    "mention",
    async ({ page }) => {
      await field(page).fill("@");
      await page.locator("[role=option]").first().waitFor();
    },
  ],
  ["long", ({ page }) => field(page).fill("x".repeat(3_700)), (page) => field(page).fill("")],
  [
    "emoji",
    async ({ page, words, narrow }) => {
      if (narrow) return "left out: the keyboard has them";
      await button(page, words.emoji).click();
      await page.getByRole("gridcell").first().waitFor();
    },
    close,
  ],
  [
    "members",
    async ({ page, words }) => {
      await button(page, words.members).click();
      await page.locator("aside li").first().waitFor();
    },
    closePanel,
  ],
  [
    "reports",
    async ({ page, words }) => {
      await button(page, words.members).click();
      await page.locator("aside").getByRole("button", { name: words.reports, exact: true }).click();
      await page.locator("aside blockquote").waitFor();
    },
    async (page) => {
      await closePanel(page);
      await closePanel(page);
    },
  ],
  [
    "search",
    async ({ page, words }) => {
      await button(page, words.search).click();
      await page.getByRole("combobox").waitFor();
      await page.keyboard.type("has:image ");
      await page.getByRole("option").first().waitFor();
      await page.getByRole("combobox").fill("https");
      await page.keyboard.press("Backspace");
      await page.getByRole("combobox").fill("from:");
      await page.getByRole("option").first().waitFor();
    },
    close,
  ],
  [
    "thread",
    async ({ page, words }) => {
      await articles(page).first().focus();
      await page.keyboard.press("Enter");
      await menuItem(page, words.thread).click();
      await page.locator("aside article").first().waitFor();
    },
    closePanel,
  ],
  [
    "no-pins",
    async ({ page, words }) => {
      await button(page, words.pins, false).click();
      await page.locator("aside [class*=empty]").first().waitFor();
    },
    closePanel,
  ],
  [
    "pins",
    async ({ page, rooms, world, words }) => {
      const rest = await world.rest("alice");
      const { messages } = await rest("GET", `rooms/${rooms.busy}/messages/`);
      for (const { id } of messages.filter((message) => !message.is_deleted).slice(0, 2))
        await rest("PUT", `messages/${id}/pin/`, { on: true });
      await button(page, words.pins, false).click();
      await page.locator("aside li").first().waitFor();
    },
    async (page, { rooms, world }) => {
      await closePanel(page);
      // Every run of the states begins without pins.
      const rest = await world.rest("alice");
      const { pins } = await rest("GET", `rooms/${rooms.busy}/pins/`);
      for (const { message } of pins) await rest("PUT", `messages/${message.id}/pin/`, { on: false });
    },
  ],
  ["room-settings", ({ page, words }) => ofRoom(page, words, words.room), close],
  ["invite", ({ page, words }) => ofRoom(page, words, words.invite), close],
  ["confirm", ({ page, words }) => ofRoom(page, words, words.leave), close],
  [
    "failed",
    async ({ page }) => {
      const refusal = { status: 403, json: { error: "no", code: "muted" } };
      await page.route("**/messages/", (route) => route.fulfill(refusal), { times: 1 });
      await send(page, "not wanted");
      await page.locator("article[data-local=failed]").waitFor();
    },
    (page, { words }) => button(page, words.discard).click(),
  ],
  [
    "no-connection",
    async ({ page, words, proxy }) => {
      proxy.refuse();
      await send(page, "waits");
      await button(page, words.again).waitFor();
    },
    async (page, { proxy, words }) => {
      proxy.pass();
      await button(page, words.again)
        .click({ timeout: 1_000 })
        .catch(() => undefined);
      await page.locator("article[data-local]").waitFor({ state: "detached", timeout: 60_000 });
    },
  ],
  [
    "expired",
    async ({ page }) => {
      const refusal = { status: 401, json: { error: "no", code: "token_expired" } };
      await field(page).fill("too late");
      await page.route("**/api/**", (route) => route.fulfill(refusal));
      // The next request of the page is refused; if it makes none by itself, sending makes one.
      await submit(page)
        .click({ timeout: 2_000 })
        .catch(() => undefined);
      await page.locator("dialog form").waitFor();
    },
  ],
];
