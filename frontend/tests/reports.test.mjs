// What the world brings along: other scripts and layouts, translators, office programs, blocked cookies, hostile fields.
import { afterAll, afterEach, beforeAll, expect, test } from "vitest";
import { articles, feed, field, say, typeUntilSeen } from "./lib/browser.mjs";
import { startWorld, until, untilReady } from "./lib/world.mjs";

let world;
beforeAll(async () => {
  world = await startWorld();
});
afterEach(() => world.closePages());
afterAll(() => world?.stop());

/** Creates a room of alice and `name`; answers it with `post`, which posts as `name`. */
async function roomWith(name) {
  const id = await world.room("Reports", [name]);
  const rest = await world.rest(name);
  return { id, post: (body) => rest("POST", `rooms/${id}/messages/`, body) };
}

test("an address ends before the words that follow it, and a host in Chinese is whole", async () => {
  const { id, post } = await roomWith("bob");
  await post({ content: "看https://example.com谢谢，https://例子.中国/a看看 https://example.com/b谢谢" });
  const { page } = await world.open("alice", { path: `/r/${id}` });
  await articles(page).first().waitFor();
  const links = await page.locator("article a").evaluateAll((all) => all.map((a) => decodeURI(a.href)));
  expect(links).toEqual([
    "https://example.com/",
    "https://xn--fsqu00a.xn--fiqs8s/a",
    "https://example.com/b",
  ]);
});

test("a message is drawn whatever its fields are, and the messages around it too", async () => {
  const { id, post } = await roomWith("bob");
  const urls = [
    "https://example.com/100%",
    "https://example.com/%E0%A4%A",
    "https://[::1]/%",
    "http://a/?%#%",
  ];
  await post({ content: "before" });
  for (const message_type of ["file", "image"])
    for (const file_url of urls) await post({ content: "", message_type, file_url });
  await post({ content: "\u202e%s @ ＠ https://[ https://%" });
  await post({ content: "behind" });
  const { page } = await world.open("alice", { path: `/r/${id}`, ignore: [/./] });
  await feed(page).getByText("behind").waitFor();
  await feed(page).getByText("100%").first().waitFor();
  await expect.poll(() => articles(page).count()).toBe(2 * urls.length + 3);
  expect(await page.getByText("This message cannot be shown").count()).toBe(0);
});

/** Does to the page what a translator does: puts every text into new elements. */
const translate = (page) =>
  page.evaluate(() => {
    const walk = document.createTreeWalker(document.body, NodeFilter.SHOW_TEXT);
    const nodes = [];
    while (walk.nextNode()) nodes.push(walk.currentNode);
    for (const node of nodes) {
      if (!node.data.trim() || node.parentElement.closest("textarea, script, style, font")) continue;
      const [outer, inner] = [document.createElement("font"), document.createElement("font")];
      inner.textContent = `${node.data}.`;
      outer.append(inner);
      node.parentNode.replaceChild(outer, node);
    }
  });

test("a page that is translated goes on while its texts come, change and go", async () => {
  const { room, alice, bob } = await world.pair();
  const { page, problems } = alice;
  const link = "see https://example.com/ and @alice, please";
  await say(bob.page, link);
  await feed(page).getByText("please").waitFor();
  await translate(page);
  await field(bob.page).pressSequentially("hel");
  await until("the typing line", () => page.locator("[class*=typing]", { hasText: "typing" }).count());
  await translate(page);
  await field(bob.page).press("ControlOrMeta+a");
  await say(bob.page, "hello");
  await page.getByRole("button", { name: "Members" }).click();
  await page.locator("aside li").first().waitFor();
  await translate(page);
  const rest = await world.rest("bob");
  const [first] = await world.messages(room);
  await rest("PATCH", `messages/${first.id}/`, { content: "no link any more" });
  await rest("DELETE", `messages/${(await world.messages(room))[1].id}/delete/`);
  await (await world.rest("alice"))("PATCH", `rooms/${room}/members/2/`, { is_muted: true });
  await feed(page).getByText("no link any more").waitFor();
  await translate(page);
  await (await world.rest("alice"))("PATCH", `rooms/${room}/`, { name: "Renamed", description: "new" });
  await page.getByRole("button", { name: "More" }).click();
  await translate(page);
  await page.getByRole("menuitem").first().click();
  await page.locator("dialog").waitFor();
  await page.keyboard.press("Escape");
  await page.locator("dialog").waitFor({ state: "detached" });
  await page.locator("aside").getByRole("button", { name: "Close" }).click();
  await page.waitForTimeout(7_000);
  expect(await field(page).isVisible()).toBe(true);
  expect(problems).toEqual([]);
});

/** Whether the characters of a text on the page run from right to left. */
const isTurned = (page, text) =>
  page.evaluate((text) => {
    const walk = document.createTreeWalker(document.body, NodeFilter.SHOW_TEXT);
    while (walk.nextNode()) {
      const at = walk.currentNode.data.indexOf(text);
      if (at < 0 || walk.currentNode.parentElement.closest("script, style")) continue;
      const left = (offset) => {
        const range = document.createRange();
        range.setStart(walk.currentNode, offset);
        range.setEnd(walk.currentNode, offset + 1);
        return range.getBoundingClientRect().left;
      };
      return left(at) > left(at + text.length - 1);
    }
    return null;
  }, text);

test("names and files turn nothing around them, in the list, the title, the typing line and the members", async () => {
  const turning = "evil\u202e";
  const { id, post } = await roomWith(turning);
  await post({
    content: "",
    message_type: "file",
    file_url: "https://example.com/x",
    file_name: "report\u202efdp.exe",
  });
  const { content, ...answered } = { content: "an answer", reply_to: (await world.messages(id))[0].id };
  await post({ content, ...answered });
  const alice = await world.open("alice", { path: `/r/${id}` });
  await untilReady(alice.page);
  const evil = await world.open(turning, { path: `/r/${id}` });
  await untilReady(evil.page);
  await typeUntilSeen(evil.page, alice.page.getByText("is typing"));
  expect(await isTurned(alice.page, "is typing")).toBe(false);
  expect(await isTurned(alice.page, "fdp.exe")).toBe(false);
  expect(await alice.page.locator("article a").getAttribute("download")).toBe("reportfdp.exe");
  await alice.page.getByRole("button", { name: "Members" }).click();
  await alice.page.locator("aside li").nth(1).waitFor();
  const controls = /[\u202a-\u202e\u2066\u2067]/;
  const shown = await alice.page.evaluate(() => document.title + document.body.textContent);
  expect(controls.test(shown)).toBe(false);
});

test("text of an office program is pasted as text, without the picture of it", async () => {
  const { alice } = await world.pair();
  await field(alice.page).focus();
  const isLeft = await alice.page.evaluate(() => {
    const data = new DataTransfer();
    data.setData("text/plain", "Q1 100");
    data.setData("text/html", "<table><tr><td>Q1</td><td>100</td></tr></table>");
    data.items.add(new File([new Uint8Array([137, 80, 78, 71])], "image.png", { type: "image/png" }));
    const event = new ClipboardEvent("paste", { clipboardData: data, bubbles: true, cancelable: true });
    return document.querySelector("textarea").dispatchEvent(event);
  });
  expect([isLeft, await alice.page.locator("form li").count()]).toEqual([true, 0]);
});

/** Makes what a browser stores with cookies throw, as some do when cookies are blocked. */
const BLOCK = `for (const name of ["localStorage", "sessionStorage", "indexedDB", "caches"])
  Object.defineProperty(window, name, { get() { throw new DOMException("blocked", "SecurityError"); } });`;
/** Makes locks refuse, or be missing. */
const NO_LOCKS = {
  refused: `navigator.locks.request = () => Promise.reject(new DOMException("blocked", "SecurityError"));`,
  missing: `Object.defineProperty(Navigator.prototype, "locks", { value: undefined });`,
  throwing: `Object.defineProperty(Navigator.prototype, "locks", { get() { throw new DOMException("blocked"); } });`,
};

test.each(Object.entries(NO_LOCKS))(
  "with cookies blocked and locks %s, a message is sent",
  async (_, locks) => {
    const { id } = await roomWith("bob");
    const { page, context } = await world.open(null);
    await context.addInitScript(BLOCK + locks);
    await page.goto(`${world.server.origin}/r/${id}`);
    await page.getByLabel("Access token").fill(await world.token("bob"));
    await page.keyboard.press("Enter");
    await untilReady(page);
    await say(page, "hello");
    await until("the message", async () => (await world.messages(id))[0]?.content === "hello");
    await page.locator("article[data-local]").waitFor({ state: "detached" });
  },
);

test("shortcuts work on a layout that is not Latin", async () => {
  const { alice, bob } = await world.pair();
  const { page } = alice;
  await say(bob.page, "to be answered");
  await feed(page).getByText("to be answered").waitFor();
  const press = (key, code, more = {}) =>
    page.evaluate(
      ([key, code, more]) =>
        document.activeElement.dispatchEvent(
          new KeyboardEvent("keydown", { key, code, bubbles: true, cancelable: true, ...more }),
        ),
      [key, code, more],
    );
  await press("л", "KeyK", { ctrlKey: true });
  await expect.poll(() => page.evaluate(() => document.activeElement.role)).toBe("combobox");
  await page.keyboard.press("Escape");
  await page.locator("dialog").waitFor({ state: "detached" });
  await feed(page).focus();
  await page.keyboard.press("ArrowUp");
  await expect.poll(() => page.evaluate(() => document.activeElement.tagName)).toBe("ARTICLE");
  await press("к", "KeyR");
  await page.getByText("Replying to bob").waitFor();
  await page.locator("main").focus();
  await press("؟", "Slash", { shiftKey: true });
  await page.getByRole("dialog", { name: "Keyboard shortcuts" }).waitFor();
});

test("the wide sign opens the member list and marks a mention; a longer word does not", async () => {
  const { id, post } = await roomWith("bob");
  await post({ content: "＠alice 请看 @alice2 @alicex" });
  const { page } = await world.open("alice", { path: `/r/${id}` });
  await untilReady(page);
  const marks = page.locator("article mark");
  await marks.first().waitFor();
  expect(await marks.allTextContents()).toEqual(["＠alice"]);
  await field(page).pressSequentially("看＠bo", { delay: 20 });
  await page.getByRole("option", { name: "bob" }).waitFor();
  await page.keyboard.press("Enter");
  await expect.poll(() => field(page).inputValue()).toBe("看＠bob ");
});
