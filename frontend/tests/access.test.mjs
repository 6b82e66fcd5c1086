// Everybody can use it: axe finds nothing in any state, in both languages, themes and sizes.
import { readFileSync } from "node:fs";
import { createRequire } from "node:module";
import { afterAll, afterEach, beforeAll, describe, expect, test } from "vitest";
import { articles, feed, field, say, shot } from "./lib/browser.mjs";
import { startProxy } from "./lib/proxy.mjs";
import { opened, startWorld } from "./lib/world.mjs";

const AXE = readFileSync(createRequire(import.meta.url).resolve("axe-core/axe.min.js"), "utf8");
const TAGS = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"];
const SIZES = [
  { width: 1280, height: 800 },
  { width: 390, height: 844 },
];
const WORDS = {
  en: {
    members: "Members",
    search: "Search",
    create: "New room",
    notifications: /^Notifications/,
    more: "More",
    settings: "Settings",
    keys: "Keyboard shortcuts",
    leave: "Leave the room",
    back: "Back to the rooms",
    emoji: "Emoji",
    expired: "Please sign in again",
    signOut: "Sign out",
  },
  zh: {
    members: "成员",
    search: "搜索",
    create: "新建房间",
    notifications: /^通知/,
    more: "更多",
    settings: "设置",
    keys: "键盘快捷键",
    leave: "离开房间",
    back: "返回房间列表",
    emoji: "表情",
    expired: "请重新登录",
    signOut: "退出登录",
  },
};

let world;
let proxy;
let busy;
let empty;
let foreign;
beforeAll(async () => {
  world = await startWorld();
  proxy = await startProxy(world.server.port);
  busy = await world.room("Design 设计", ["bob", "王小明"]);
  empty = await world.room("Quiet");
  const rest = await world.rest("王小明");
  foreign = (await rest("POST", "rooms/", { name: "公开讨论", description: "欢迎", room_type: "public" })).id;
  await rest("POST", `rooms/${foreign}/messages/`, { content: "你好" });
  const first = await rest("POST", `rooms/${busy}/messages/`, {
    content: "看 https://example.com/ 谢谢 @bob",
  });
  const file = {
    message_type: "file",
    file_url: "https://example.com/a.pdf",
    file_name: "a.pdf",
    file_size: 1_000,
  };
  await rest("POST", `rooms/${busy}/messages/`, { content: "an answer", reply_to: first.id });
  await rest("POST", `rooms/${busy}/messages/`, { content: "", ...file });
  const gone = await rest("POST", `rooms/${busy}/messages/`, { content: "gone" });
  await rest("DELETE", `messages/${gone.id}/delete/`);
});
afterEach(() => world.closePages());
afterAll(async () => {
  await proxy.stop();
  await world.stop();
});

const run = (page, runOnly) =>
  page.evaluate(async (runOnly) => {
    const { violations } = await window.axe.run(document, { runOnly, resultTypes: ["violations"] });
    return violations.flatMap((v) =>
      v.nodes.map((node) => `${v.id}: ${node.target.join(" ")} ${node.failureSummary}`),
    );
  }, runOnly);

/** Everything in the light; the dark changes nothing but colours. */
async function audit(page) {
  if (!(await page.evaluate(() => "axe" in window))) await page.evaluate(AXE);
  await settled(page);
  const found = await run(page, TAGS);
  await page.emulateMedia({ colorScheme: "dark" });
  await settled(page);
  found.push(...(await run(page, ["color-contrast"])).map((each) => `dark: ${each}`));
  await page.emulateMedia({ colorScheme: "light" });
  return found;
}

/** Once every row has been measured and no colour is on its way to another one. */
const settled = (page) =>
  page.evaluate(async () => {
    const frame = () => new Promise((go) => requestAnimationFrame(() => setTimeout(go, 30)));
    const hidden = (row) => getComputedStyle(row).visibility === "hidden";
    for (let n = 0; n < 3 || [...document.querySelectorAll("article")].some(hidden); n += 1) await frame();
    await Promise.all(document.getAnimations().map((animation) => animation.finished.catch(() => undefined)));
  });

describe.each(["en", "zh"])("in %s", (language) => {
  const words = WORDS[language];
  test.each(SIZES)("at $width px", async (viewport) => {
    const narrow = viewport.width < 760;
    const options = { language, viewport, touch: narrow, ignore: [/ERR_|WebSocket|Failed to load/] };
    const found = {};
    const look = async (page, state) => {
      const violations = await audit(page);
      if (violations.length > 0) found[state] = violations;
      if (narrow === (language === "zh")) await shot(page, `${language}-${viewport.width}-${state}`);
    };
    const named = (page, name, exact = true) => page.getByRole("button", { name, exact });

    const stranger = await world.open(null, options);
    await stranger.page.locator("form").waitFor();
    await look(stranger.page, "sign-in");

    const { page, complaints } = await world.open("bob", { ...options, origin: proxy.origin });
    await page.getByRole("link", { name: /Quiet/ }).waitFor();
    await look(page, "rooms");
    await named(page, words.create).click();
    await page.locator("dialog form").waitFor();
    await look(page, "create");
    await page.keyboard.press("Escape");
    await page.getByRole("button", { name: words.notifications }).click();
    await page.locator("dialog li").first().waitFor();
    await look(page, "notifications");
    await page.keyboard.press("Escape");
    for (const [name, state] of [
      [words.settings, "settings"],
      [words.keys, "shortcuts"],
    ]) {
      await page.locator("nav header button").first().click();
      if (state === "settings") await look(page, "menu");
      await page.getByRole("menuitem", { name }).click();
      await page.locator("dialog").waitFor();
      await look(page, state);
      await page.keyboard.press("Escape");
    }
    await page.goto(`${proxy.origin}/r/${empty}`);
    await opened(page);
    await look(page, "empty-room");
    await page.goto(`${proxy.origin}/r/${foreign}`);
    await feed(page).waitFor();
    await look(page, "preview");
    await page.goto(`${proxy.origin}/r/999999999`);
    await named(page, words.back, false).last().waitFor();
    await look(page, "no-room");

    await page.goto(`${proxy.origin}/r/${busy}`);
    await opened(page);
    await articles(page).first().waitFor();
    await look(page, "room");
    await articles(page).first().focus();
    await page.keyboard.press("Enter");
    await page.locator("[role=menu]").waitFor();
    await look(page, "message-menu");
    await page.keyboard.press("Escape");
    await field(page).fill("@");
    await page.locator("[role=option]").first().waitFor();
    await look(page, "mention");
    await field(page).fill("x".repeat(3_700));
    await look(page, "long");
    await field(page).fill("");
    if (!narrow) {
      await named(page, words.emoji).click();
      await page.getByRole("gridcell").first().waitFor();
      await look(page, "emoji");
      await page.keyboard.press("Escape");
    }
    await named(page, words.members).click();
    await page.locator("aside li").first().waitFor();
    await look(page, "members");
    await page.locator("aside header button").click();
    await named(page, words.search).click();
    await page.locator("aside input").fill("https");
    await page.locator("aside li").first().waitFor();
    await look(page, "search");
    await page.locator("aside header button").click();
    await named(page, words.more).click();
    await page.getByRole("menuitem", { name: words.leave }).click();
    await page.locator("dialog").waitFor();
    await look(page, "confirm");
    await page.keyboard.press("Escape");
    proxy.refuse();
    await field(page).fill("waits");
    await page.locator("button[type=submit]").click();
    await page.locator("article[data-local]").waitFor();
    await page.waitForTimeout(2_600);
    await look(page, "no-connection");
    proxy.pass();
    await page.locator("article[data-local]").waitFor({ state: "detached", timeout: 60_000 });

    expect(found).toEqual({});
    expect([...stranger.complaints, ...complaints]).toEqual([]);
  });
});

test("everything is reached by keys, in a sensible order, and the focus is always to be seen", async () => {
  const { page } = await world.open("bob", { path: `/r/${busy}` });
  await opened(page);
  const focusable = "a[href], button, input, textarea, [tabindex='0']";
  await page.evaluate((selector) => document.querySelector(selector).focus(), focusable);
  const first = await page.evaluate(() => document.activeElement.textContent);
  expect(first).toBe("Skip to the messages");
  const walked = [];
  for (let n = 0; n < 20; n += 1) {
    await page.keyboard.press("Tab");
    walked.push(
      await page.evaluate(() => {
        const element = document.activeElement;
        const { outlineStyle, outlineWidth } = getComputedStyle(element);
        const around = getComputedStyle(element.closest("form, label") ?? element);
        const seen =
          (outlineStyle !== "none" && outlineWidth !== "0px") ||
          around.boxShadow !== "none" ||
          around.outlineStyle !== "none";
        return {
          name: element.getAttribute("aria-label") ?? element.textContent.trim().slice(0, 30),
          id: element.id,
          seen,
        };
      }),
    );
    if (walked.at(-1).id === "message-field") break;
  }
  expect(walked.at(-1).id).toBe("message-field");
  expect(walked.filter((step) => !step.seen)).toEqual([]);
  const names = walked.map((step) => step.name);
  for (const name of ["Notifications", "New room", "Search", "Members", "More"])
    expect(names.some((each) => each.startsWith(name))).toBe(true);
});

test("arrows walk through the messages, letters act on them, and the focus comes back after a dialog", async () => {
  const { page } = await world.open("bob", { path: `/r/${busy}` });
  await opened(page);
  await say(page, "by key");
  await feed(page).getByText("by key").waitFor();
  await feed(page).focus();
  await page.keyboard.press("ArrowUp");
  const focused = () => page.evaluate(() => document.activeElement.closest("article")?.textContent ?? "");
  await expect.poll(focused).toContain("by key");
  await page.locator("article[data-local]").waitFor({ state: "detached" });
  await page.keyboard.press("Delete");
  await page.locator("dialog").waitFor();
  await page.keyboard.press("Escape");
  await page.locator("dialog").waitFor({ state: "detached" });
  await expect.poll(focused).toContain("by key");
  await page.keyboard.press("r");
  await page.getByText("Replying to bob").waitFor();
  await expect.poll(() => page.evaluate(() => document.activeElement.id)).toBe("message-field");
});
