// Light formatting: what it looks like, what stays text, and how to see what was written.
import { afterAll, afterEach, beforeAll, expect, test } from "vitest";
import { articles, feed, field, say, shot } from "./lib/browser.mjs";
import { startWorld, until, untilReady } from "./lib/world.mjs";

let world;
beforeAll(async () => {
  world = await startWorld();
});
afterEach(() => world.closePages());
afterAll(() => world.stop());

const TEXT = `Hi @bob, **bold**, _italic_, ~~struck~~ and \`code\`, 看**重点**：[the docs](https://example.com/docs_a_b).
> a quote of
> two lines

1. one
2. two
   - below

\`\`\`rust
fn main() {
    println!("hello");
}
\`\`\`
<b>not bold</b> <img src=x onerror="window.broken=1">`;

/** The message whose text has these words. */
const withText = (page, words) => articles(page).filter({ hasText: words });

test("formatting is shown by elements, raw HTML as text, and the code is copied by keyboard", async () => {
  const { room, alice, bob } = await world.pair();
  const { page, context } = bob;
  await say(alice.page, "plain words");
  await withText(page, "plain words").waitFor();
  const loaded = () =>
    page.evaluate(() =>
      performance.getEntriesByType("resource").some(({ name }) => /FormattedText/.test(name)),
    );
  expect(await loaded()).toBe(false);

  await (await world.rest("alice"))("POST", `rooms/${room}/messages/`, { content: TEXT });
  const message = withText(page, "not bold");
  for (const element of [
    "strong",
    "em",
    "del",
    "p > code",
    "mark",
    "blockquote",
    "ol > li ul > li",
    "pre > code",
  ])
    await message.locator(element).first().waitFor();
  expect(await loaded()).toBe(true);
  expect(await message.locator("img, script").count()).toBe(0);
  const link = message.getByRole("link", { name: "the docs" });
  expect([await link.getAttribute("href"), await link.getAttribute("title")]).toEqual([
    "https://example.com/docs_a_b",
    "https://example.com/docs_a_b",
  ]);
  expect(await page.evaluate(() => window.broken)).toBeUndefined();

  await context.grantPermissions(["clipboard-read", "clipboard-write"]);
  await message.getByRole("button", { name: "Copy code" }).focus();
  await page.keyboard.press("Enter");
  await page.getByText("Copied").waitFor();
  expect(await page.evaluate(() => navigator.clipboard.readText())).toBe(
    'fn main() {\n    println!("hello");\n}',
  );
  for (const colorScheme of ["light", "dark"]) {
    await page.emulateMedia({ colorScheme });
    await shot(page, `formatting-${colorScheme}`);
  }
  expect([...alice.problems, ...bob.problems]).toEqual([]);
});

test("a message is shown as it was written from its menu, and all are by the setting", async () => {
  const { alice, bob } = await world.pair();
  const { page } = bob;
  await say(alice.page, "**one** more");
  await say(alice.page, "**two** more");
  await page.locator("article strong", { hasText: "two" }).waitFor();
  const first = withText(page, "one").first();
  const menu = async (item) => {
    await first.hover();
    await first.getByRole("button", { name: "Message actions" }).click();
    await page.getByRole("menuitem", { name: item }).click();
  };
  await menu("Show as written");
  await first.getByText("**one** more").waitFor();
  await expect.poll(() => page.locator("article strong").count()).toBe(1);
  await menu("Show formatted");
  await first.locator("strong").waitFor();

  await page.evaluate(() => {
    const kept = JSON.parse(localStorage.getItem("roomcast.settings"));
    localStorage.setItem("roomcast.settings", JSON.stringify({ ...kept, formatting: false }));
  });
  await page.reload();
  await untilReady(page);
  await feed(page).getByText("**two** more").waitFor();
  await expect.poll(() => page.locator("article strong").count()).toBe(0);
  expect([...alice.problems, ...bob.problems]).toEqual([]);
});

test("the place of the reader stays where it is when the formatting comes", async () => {
  const room = await world.room("Long");
  const rest = await world.rest("alice");
  for (let n = 0; n < 40; n += 1)
    await rest("POST", `rooms/${room}/messages/`, {
      content: `**message ${n}**\n- with\n- a list\n\n\`and code\``,
    });
  await (await world.rest("bob"))("POST", `rooms/${room}/read/`);
  const { page, problems } = await world.open("bob", { path: `/r/${room}` });
  await untilReady(page);
  await page.locator("article strong").last().waitFor();
  await until("the newest message at the end of the list", () =>
    page.evaluate(() => {
      const list = document.querySelector("[role=feed]");
      const last = [...document.querySelectorAll("article")].at(-1);
      const isLast = last?.textContent.includes("message 39");
      return isLast && list.scrollHeight - list.scrollTop - list.clientHeight < 2;
    }),
  );
  await field(page).waitFor();
  expect(problems).toEqual([]);
});

test("a link that has the focus keeps it while the code of formatting arrives", async () => {
  const room = await world.room();
  const rest = await world.rest("alice");
  await rest("POST", `rooms/${room}/messages/`, { content: "see https://example.com/ **now**" });
  const { page, context, problems } = await world.open(null);
  let release;
  const held = new Promise((go) => {
    release = go;
  });
  await context.route("**/FormattedText*.js", async (route) => {
    await held;
    await route.continue();
  });
  await page.goto(`${world.server.origin}/r/${room}`);
  await page.getByLabel("Access token").fill(await world.token("bob"));
  await page.keyboard.press("Enter");
  const link = articles(page).getByRole("link");
  await link.focus();
  release();
  await page.waitForResponse(/FormattedText.*\.js/);
  await page.waitForTimeout(500);
  expect(await link.evaluate((element) => element === document.activeElement)).toBe(true);
  await page.keyboard.press("Tab");
  await withText(page, "now").locator("strong").waitFor();
  expect(problems).toEqual([]);
});
