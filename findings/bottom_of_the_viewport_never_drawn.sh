#!/usr/bin/env bash
# Playwright gives the window of a page the size of its viewport. In Chromium's new headless mode a window has room for the
# browser's own bars too, although none are seen, so the lowest part of the viewport lies outside of what the window draws.
# The page knows nothing of it: innerHeight and outerHeight are both the viewport's, layout, screenshots, focus and keys are
# right. But a change down there never reaches the screen, and Event Timing counts the time of a key until the screen
# changes: a letter that is written into a field at the bottom takes "1.5 s", until something changes higher up, and until
# then the key is not reported at all. Nothing fails, and with the window made larger by Browser.setWindowBounds the same
# keys take less than a frame.
#
# A chat page has its message field at the bottom. Whoever measures how long a key takes to be painted measures when the next
# message arrives in the list above, and reads a fast page as slow; where nobody writes, no key is reported, and the page
# seems perfect.
set -euo pipefail
dir=$(mktemp -d)
trap 'rm -rf "$dir"' EXIT
cd "$dir"
npm install --silent --no-audit --no-fund --ignore-scripts playwright-core@1.65.1

cat >measure.mjs <<'JS'
import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { chromium } from "playwright-core";

const manifest = JSON.parse(readFileSync("node_modules/playwright-core/package.json"));
const browser = await chromium.launch({ executablePath: "/usr/bin/chromium", args: ["--no-sandbox", "--disable-gpu"] });
console.log("playwright-core", manifest.version, "Chromium", browser.version());

/** Writes four letters into a field at the bottom, then changes a text at the top; answers how long the keys took, in ms. */
async function keys(windowSize) {
  const context = await browser.newContext({ viewport: { width: 1280, height: 800 } });
  const page = await context.newPage();
  const devtools = await context.newCDPSession(page);
  const { windowId } = await devtools.send("Browser.getWindowForTarget");
  if (windowSize) await devtools.send("Browser.setWindowBounds", { windowId, bounds: windowSize });
  await page.setContent(`<p>no change</p><textarea style="position: fixed; left: 0; bottom: 0"></textarea>`);
  await page.evaluate(() => {
    window.keys = [];
    new PerformanceObserver((list) => {
      for (const { name, duration } of list.getEntries()) if (name === "keydown") window.keys.push(duration);
    }).observe({ type: "event", durationThreshold: 16 });
    document.querySelector("textarea").focus();
  });
  await page.waitForTimeout(500);
  for (let n = 0; n < 4; n += 1) {
    await page.keyboard.press("a");
    await page.waitForTimeout(500);
  }
  const before = await page.evaluate(() => window.keys.length);
  await page.evaluate(() => (document.querySelector("p").textContent = "a change"));
  await page.waitForTimeout(500);
  const [after, heights] = await page.evaluate(() => [window.keys, [innerHeight, outerHeight]]);
  await context.close();
  return { before, after, heights };
}

const small = await keys(null);
const large = await keys({ width: 1480, height: 1000 });
console.log("window of Playwright: inner and outer height", small.heights.join(", "));
console.log("  keys over 16 ms before the change at the top:", small.before, "- after it, in ms:", small.after.join(", "));
console.log("larger window: keys over 16 ms, in ms:", large.after.join(", ") || "none");
assert.deepEqual(small.heights, [800, 800]);
assert.ok(small.before <= 1 && small.after.filter((ms) => ms > 400).length >= 3);
assert.ok(large.after.every((ms) => ms < 200));
await browser.close();
JS
node measure.mjs
