// Accessibility: axe finds no violation in any state of the page, in both languages, themes and sizes.
import { readFileSync } from "node:fs";
import { createRequire } from "node:module";
import { afterAll, afterEach, beforeAll, describe, expect, test } from "vitest";
import { shot } from "./lib/browser.mjs";
import { startProxy } from "./lib/proxy.mjs";
import { createRooms, STATES } from "./lib/states.mjs";
import { WORDS } from "./lib/words.mjs";
import { startWorld } from "./lib/world.mjs";

const AXE = readFileSync(createRequire(import.meta.url).resolve("axe-core/axe.min.js"), "utf8");
const TAGS = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"];
const SIZES = [
  { width: 1280, height: 800 },
  { width: 390, height: 844 },
];

let world;
let proxy;
let rooms;
beforeAll(async () => {
  world = await startWorld();
  proxy = await startProxy(world.server.port);
  rooms = await createRooms(world, proxy.origin);
});
afterEach(() => {
  // A test that failed half-way may have left it closed.
  proxy.pass();
  return world.closePages();
});
afterAll(async () => {
  await proxy?.stop();
  await world?.stop();
});

/** Waits until every row has been measured and no animation is running. */
const untilSettled = (page) =>
  page.evaluate(async () => {
    const frame = () => new Promise((go) => requestAnimationFrame(() => setTimeout(go, 30)));
    const hidden = (row) => getComputedStyle(row).visibility === "hidden";
    for (let n = 0; n < 3 || [...document.querySelectorAll("article")].some(hidden); n += 1) await frame();
    await Promise.all(document.getAnimations().map((animation) => animation.finished.catch(() => undefined)));
  });

/** The violations that axe finds in a page as it is. */
const run = (page) =>
  page.evaluate(async (tags) => {
    const how = { runOnly: tags, resultTypes: ["violations"], preload: false };
    const { violations } = await window.axe.run(document, how);
    return violations.flatMap((v) =>
      v.nodes.map((node) => `${v.id}: ${node.target.join(" ")} ${node.failureSummary}`),
    );
  }, TAGS);

/** The violations that axe finds in both themes, beginning with the one that is shown. */
async function audit(page) {
  if (!(await page.evaluate(() => "axe" in window))) await page.evaluate(AXE);
  const found = [];
  const dark = await page.evaluate(() => matchMedia("(prefers-color-scheme: dark)").matches);
  for (const colorScheme of dark ? ["dark", "light"] : ["light", "dark"]) {
    await page.emulateMedia({ colorScheme });
    await untilSettled(page);
    found.push(...(await run(page)).map((each) => `${colorScheme}: ${each}`));
  }
  return found;
}

describe.each(["en", "zh"])("axe finds no violation in %s", (language) => {
  test.each(SIZES)("at a width of $width px", async (viewport) => {
    const narrow = viewport.width < 760;
    const options = { language, viewport, touch: narrow, ignore: [/ERR_|WebSocket|Failed to load/] };
    const found = {};
    let looked = 0;
    const look = async (page, state) => {
      const violations = await audit(page);
      looked += 1;
      if (violations.length > 0) found[state] = violations;
      if (narrow === (language === "zh")) await shot(page, `${language}-${viewport.width}-${state}`);
    };

    const stranger = await world.open(null, options);
    await stranger.page.locator("form").waitFor();
    await look(stranger.page, "sign-in");
    const { page, problems } = await world.open("bob", { ...options, origin: proxy.origin });
    const at = { page, words: WORDS[language], rooms, world, proxy, narrow };
    for (const [state, reach, leave] of STATES) {
      if (typeof (await reach(at)) === "string") continue;
      await look(page, state);
      await leave?.(page, at);
    }
    console.log(`${language}, ${viewport.width} px: ${looked} states in two themes`);
    expect(found).toEqual({});
    expect([...stranger.problems, ...problems]).toEqual([]);
  });
});
