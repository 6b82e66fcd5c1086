// The page can be used with the keyboard alone.
import { afterAll, afterEach, beforeAll, expect, test } from "vitest";
import { feed, say } from "./lib/browser.mjs";
import { startWorld, untilReady } from "./lib/world.mjs";

let world;
let busy;
beforeAll(async () => {
  world = await startWorld();
  busy = await world.room("Design 设计", ["bob"]);
  const rest = await world.rest("alice");
  await rest("POST", `rooms/${busy}/messages/`, { content: "看 https://example.com/ 谢谢 @bob" });
});
afterEach(() => world.closePages());
afterAll(() => world?.stop());

test("Tab reaches every control in a sensible order, and the focus is always visible", async () => {
  const { page } = await world.open("bob", { path: `/r/${busy}` });
  await untilReady(page);
  const focusable = "a[href], button, input, textarea, [tabindex='0']";
  await page.evaluate((selector) => document.querySelector(selector).focus(), focusable);
  const first = await page.evaluate(() => document.activeElement.textContent);
  expect(first).toBe("Skip to the messages");
  const skip = page.getByText(first);
  const shadow = () => skip.evaluate((link) => getComputedStyle(link).boxShadow);
  expect(await shadow()).not.toBe("none");
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
  expect(await shadow(), "the hidden link casts no shadow into the page").toBe("none");
  expect(walked.filter((step) => !step.seen)).toEqual([]);
  const names = walked.map((step) => step.name);
  for (const name of ["Notifications", "New room", "Search", "Members", "More"])
    expect(names).toContainEqual(expect.stringMatching(`^${name}`));
});

test("arrows move between messages, letters act on them, and the focus returns after a dialog", async () => {
  const { page } = await world.open("bob", { path: `/r/${busy}` });
  await untilReady(page);
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
