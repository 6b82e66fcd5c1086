// Prints the page's figures beside their goals: `npm run figures`. Fails if one is over its limit.
import { join } from "node:path";
import { articles } from "./lib/browser.mjs";
import {
  bareList,
  dropped,
  figure,
  median,
  note,
  OPENING,
  quantile,
  RECORD,
  SCROLL_UP,
  sendSteadily,
  sizes,
  verdict,
} from "./lib/measure.mjs";
import { freeWindow } from "./lib/window.mjs";
import { startWorld, until, untilReady } from "./lib/world.mjs";

const MESSAGES = Number(process.env.MESSAGES ?? 10_000);
/** Letters that are written during a burst. */
const LETTERS = 25;
const LINE = { mbits: 1.6, latencyMs: 150 };
/** Time that a window rests before typing is measured in it. */
const REST_MS = 4_000;
/** Starts a recording; letters go to the message field. */
const START = `document.getElementById("message-field").focus(); __record()`;
/** Opens the search, whose code is loaded then; answers how long it takes to be shown, in ms. */
const SEARCH = `new Promise((done) => {
  const from = performance.now();
  // One frame later, it is on the screen.
  const look = () =>
    requestAnimationFrame(document.querySelector("dialog[open] input") ? (now) => done(now - from) : look);
  document.dispatchEvent(new KeyboardEvent("keydown", { key: "k", code: "KeyK", ctrlKey: true }));
  look();
})`;
const wait = (ms) => new Promise((go) => setTimeout(go, ms));

const weight = sizes(join(import.meta.dirname, "../app/dist"));
figure("first JavaScript, gzip", weight.first, "kB", 120);
figure("all JavaScript, gzip", weight.all, "kB", 240);
figure("all CSS, gzip", weight.css, "kB", 12);

const world = await startWorld();
try {
  const room = await world.room("Figures");
  await world.room("Elsewhere");
  await fill(room);
  await opening(room);
  await typing(room);
  await burst(room, { times: 1, rate: 1, most: 0 });
  await burst(room, { times: 5, rate: 6, most: 2 });
  await scrolledUp(room);
  await history(room);
  await recovery(room);
} finally {
  await world.stop();
}
process.exit(verdict());

/** Fills a room with messages of 20 to 1,200 characters. */
async function fill(room) {
  const send = await world.rest("alice");
  const words = ["message ", "消息与内容，", "a somewhat longer piece of text "];
  let next = 0;
  const one = async () => {
    while (next < MESSAGES) {
      const n = next++;
      const content = `${n} ${words[n % 3].repeat(2 + ((n * 37) % 23))}`;
      await send("POST", `rooms/${room}/messages/`, { content });
    }
  };
  const from = Date.now();
  await Promise.all(Array.from({ length: 24 }, one));
  await send("POST", `rooms/${room}/read/`);
  await (await world.rest("bob"))("POST", `rooms/${room}/read/`);
  note(`${MESSAGES} messages stored in ${((Date.now() - from) / 1_000).toFixed(0)} s`);
}

/** Takes over that bob has read everything. */
async function readAll(room) {
  await (await world.rest("bob"))("POST", `rooms/${room}/read/`);
}

/** Opens a room in a new window of bob, who has read everything. */
async function openRoom(room) {
  await readAll(room);
  const { page, context } = await world.open("bob", { path: "/config.json" });
  await page.emulateMedia({ reducedMotion: "no-preference" });
  await page.addInitScript(OPENING);
  await page.goto(`${world.server.origin}/r/${room}`);
  await page.waitForFunction(() => window.__opening.shown > 0);
  return { page, context };
}

/** Opens a room in a new window of bob, who has read everything, without Playwright; `speed` is for the window. */
async function openFree(room, speed) {
  await readAll(room);
  const session = JSON.stringify({ kind: "token", token: await world.token("bob") });
  const settings = JSON.stringify({ language: "en" });
  const scripts = [
    `localStorage.setItem("roomcast.settings", ${JSON.stringify(settings)})`,
    `sessionStorage.setItem("roomcast.session", ${JSON.stringify(session)})`,
    OPENING,
    RECORD,
  ];
  const window = await freeWindow(world.browser, { ...speed, scripts });
  await window.goto(`${world.server.origin}/config.json`);
  await until("another page of the server", () =>
    window.evaluate(`location.pathname === "/config.json" && document.readyState === "complete"`),
  );
  await window.goto(`${world.server.origin}/r/${room}`);
  await until("the room's messages", () => window.evaluate("globalThis.__opening?.shown > 0"));
  return window;
}

/** Measures how a room opens in a new window of bob, who has read everything. */
async function openingOnce(room, speed) {
  const window = await openFree(room, speed);
  await wait(500);
  const { first, shown, shift, tasks } = await window.evaluate(`({
    ...__opening,
    first: performance.getEntriesByName("first-contentful-paint")[0]?.startTime ?? null,
  })`);
  const search = await window.evaluate(SEARCH);
  await window.close();
  if (first === null) throw new Error("nothing was painted");
  const over = tasks.map(([at, ms]) => (at + ms > first ? Math.max(0, ms - 50) : 0));
  return { first, shown, shift, search, blocked: over.reduce((sum, ms) => sum + ms, 0) };
}

/** Measures how a room opens on machines and lines of different speed. */
async function opening(room) {
  const ways = [
    ["localhost", 1, undefined, 160],
    ["4x slower processor", 4, undefined, 500],
    ["4x slower, 1.6 Mbit/s and 150 ms", 4, LINE, 1_250],
  ];
  for (const [name, rate, line, goal] of ways) {
    const all = [];
    for (let n = 0; n < 5; n += 1) all.push(await openingOnce(room, { rate, line }));
    const middle = (what) => median(all.map((each) => each[what]));
    figure(`first paint, ${name}`, middle("first"), "ms", goal);
    if (rate === 1) {
      figure("history shown and typing possible, localhost", middle("shown"), "ms", 500);
      figure("search opened for the first time: key to shown", middle("search"), "ms", 100);
      figure("layout shift while opening, worst", Math.max(...all.map(({ shift }) => shift)), "", 0.02);
    } else {
      note(`history shown and typing possible: ${middle("shown").toFixed(0)} ms`);
      note(`search opened for the first time: ${middle("search").toFixed(0)} ms`);
    }
    if (rate === 4 && !line) figure(`blocking time while opening, ${name}`, middle("blocked"), "ms", 100);
  }
}

/** Writes letters into the message field, `count` times. */
async function type(window, count) {
  for (let n = 0; n < count; n += 1) {
    await window.writeLetter();
    await wait(150);
  }
}

/** The time from key to paint that 95 % of keys keep. The browser reports no keys under 16 ms. */
function keyToPaint(said, count) {
  const unreported = Array(Math.max(0, count - said.keys.length)).fill(16);
  return quantile([...unreported, ...said.keys], 0.95);
}

/** Measures typing while nothing arrives. */
async function typing(room) {
  const window = await openFree(room);
  await wait(REST_MS);
  await window.evaluate(`globalThis.__changes = globalThis.__transitions = 0;
    addEventListener("transitionrun", () => (__transitions += 1));
    new MutationObserver((changes) => (__changes += changes.length)).observe(
      document.querySelector("[role=feed]"),
      { subtree: true, childList: true, attributes: true, characterData: true },
    );
    ${START}`);
  await type(window, 20);
  const said = await window.evaluate("__stop()");
  figure("changes to the list by 20 keys", await window.evaluate("__changes"), "", 0);
  figure("transitions begun by 20 keys", await window.evaluate("__transitions"), "", 0);
  figure("key to paint while nothing arrives, p95", keyToPaint(said, 20), "ms", 32);
  await window.close();
}

/** The longest frame of a recording, in ms. */
function longest({ frames }) {
  return Math.max(...frames).toFixed(0);
}

/** Records the same burst in a page that does as little as possible: what the machine itself drops. */
async function bareBurst(room, rate) {
  const window = await freeWindow(world.browser, { rate });
  await bareList(window, world.server.origin, await world.token("bob"), room);
  await window.evaluate(RECORD);
  await wait(REST_MS);
  const said = await typedDuringBurst(window, room, `bare ${rate}`);
  await window.close();
  return said;
}

/** Records a page while 500 messages arrive at 100 a second and a user types. */
async function typedDuringBurst(window, room, name) {
  const alice = await world.token("alice");
  const send = (to, count) => sendSteadily(world.server.origin, alice, to, count, (n) => `${name} ${n}`);
  // That the sender and the server get going is no part of the burst: they share the page's processor.
  await send(await world.room("Aside", []), 100);
  await window.evaluate(START);
  await Promise.all([type(window, LETTERS), send(room, 500)]);
  return window.evaluate("__stop()");
}

/** Records one burst in a new window. */
async function burstOnce(room, rate) {
  const window = await openFree(room, { rate });
  await wait(REST_MS);
  const said = await typedDuringBurst(window, room, `burst ${rate}`);
  const { messages } = await (await world.rest("alice"))("GET", `rooms/${room}/messages/?page_size=1`);
  const isShown = `[...document.querySelectorAll("[role=feed] article")].at(-1)?.textContent.endsWith(${JSON.stringify(messages[0].content)})`;
  await until("the last message of the burst", () => window.evaluate(isShown));
  const end = await window.evaluate(`{
    const list = document.querySelector("[role=feed]");
    list.scrollHeight - list.scrollTop - list.clientHeight;
  }`);
  await window.close();
  return { ...said, end };
}

/** Measures bursts of messages at 100 a second for 5 s while a user types, each beside one in a bare list; `most` percent may be dropped. */
async function burst(room, { times, rate, most }) {
  const bare = [];
  const all = [];
  for (let n = 0; n < times; n += 1) {
    bare.push(await bareBurst(room, rate));
    all.push(await burstOnce(room, rate));
  }
  const together = (bursts, what) => bursts.flatMap((said) => said[what]);
  const share = (bursts) => dropped(together(bursts, "frames"));
  const keys = (bursts) => keyToPaint({ keys: together(bursts, "keys") }, times * LETTERS);
  const worst = (what) => Math.max(0, ...together(all, what));
  const each = (bursts, what) => bursts.map((said) => what(said)).join(", ");
  const shares = (bursts) => each(bursts, ({ frames }) => dropped(frames).toFixed(1));
  const how = rate === 1 ? "" : `, ${rate}x slower processor`;
  figure(`burst of 100/s${how}: frames dropped`, share(all), "%", most);
  figure(`burst${how}: dropped beyond a bare list`, Math.max(0, share(all) - share(bare)), "%", most);
  note(`each burst: ${shares(all)} %; in a bare list of the same messages: ${shares(bare)} %`);
  note(`longest frames: ${each(all, longest)} ms; in the bare list: ${each(bare, longest)} ms`);
  note(`key to paint, p95: ${keys(all)} ms; on the bare page: ${keys(bare)} ms`);
  if (rate === 1) {
    figure("burst: longest task", worst("tasks"), "ms", 50);
    figure("burst: key to paint, p95", keys(all), "ms", 32);
  }
  figure(`burst${how}: pixels from the end afterwards`, worst("end"), "px", 1);
  figure(`burst${how}: layout shift`, worst("shift"), "", 0.02);
}

/** The distance of a row from the top of the page. */
function rowTop(page, key) {
  return page.evaluate(
    (key) => document.querySelector(`article[data-key="${key}"]`)?.getBoundingClientRect().top,
    key,
  );
}

/** Measures whether rows move that a user who has scrolled up looks at. */
async function scrolledUp(room) {
  const { page, context } = await openRoom(room);
  await untilReady(page);
  await page.waitForTimeout(500);
  const { key, above } = await page.evaluate(async () => {
    const list = document.querySelector("[role=feed]");
    list.scrollTop = list.scrollHeight - 3 * list.clientHeight;
    await new Promise((go) => setTimeout(go, 800));
    const top = list.getBoundingClientRect().top;
    const rows = [...list.querySelectorAll("article")];
    const boxes = rows.map((row) => [row.dataset.key, row.getBoundingClientRect()]);
    return {
      key: boxes.find(([, box]) => box.top > 150)[0],
      above: boxes.findLast(([, box]) => box.bottom < top)?.[0],
    };
  });
  const before = await rowTop(page, key);
  const moved = async () => Math.abs((await rowTop(page, key)) - before);
  const send = await world.rest("alice");
  for (let n = 0; n < 20; n += 1) await send("POST", `rooms/${room}/messages/`, { content: `below ${n}` });
  await page.getByRole("button", { name: "20 new messages" }).waitFor();
  figure("20 messages arrive while scrolled up: pixels moved", await moved(), "px", 1);
  const grown = "grown ".repeat(200);
  await send("PATCH", `messages/${above}/`, { content: grown });
  await page.locator(`article[data-key="${above}"]`, { hasText: grown.trim() }).waitFor();
  await page.waitForTimeout(200);
  figure("a row above grows: pixels moved", await moved(), "px", 0);
  await context.close();
}

/** Measures scrolling through the whole history, and changing rooms many times. */
async function history(room) {
  const { page, context } = await openRoom(room);
  // Without animations, rows that are placed by script must not lag behind the scroll position.
  await page.emulateMedia({ reducedMotion: "reduce" });
  await untilReady(page);
  const devtools = await context.newCDPSession(page);
  const from = Date.now();
  const frames = await page.evaluate(`(${SCROLL_UP})(200)`);
  const scrolled = frames.filter(({ asked }) => asked > 0);
  const pages = frames.filter(({ grown }) => grown > 1_000).length;
  const blank = scrolled.filter(({ compared }) => compared === 0).length;
  note(
    `${scrolled.length} frames of 200 px and ${pages} pages to the beginning, ${((Date.now() - from) / 1_000).toFixed(0)} s`,
  );
  figure(
    "prepending while scrolling: most pixels moved",
    Math.max(...scrolled.map(({ off }) => off)),
    "px",
    1,
  );
  figure("prepending while scrolling: bad frames", scrolled.filter(({ off }) => off > 1).length, "", 0);
  figure("scrolling: frames without a row that stays", blank, "", 0);
  const memory = async () => {
    await devtools.send("HeapProfiler.collectGarbage");
    const { usedSize } = await devtools.send("Runtime.getHeapUsage");
    const { nodes } = await devtools.send("Memory.getDOMCounters");
    return { mb: usedSize / 1e6, nodes };
  };
  const full = await memory();
  figure("memory with all messages loaded", full.mb, "MB", 25);
  figure("nodes with all messages loaded", full.nodes, "", 3_000);
  const visit = async (times) => {
    for (let n = 0; n < times; n += 1) {
      await page.getByRole("link", { name: /Elsewhere/ }).click();
      await page.getByText("Nobody has written here yet.").waitFor();
      await page.getByRole("link", { name: /Figures/ }).click();
      await articles(page).first().waitFor();
    }
  };
  await visit(5);
  const before = await memory();
  await visit(25);
  figure("memory after 50 changes of room: growth", Math.max(0, (await memory()).mb - before.mb), "MB", 2);
  await context.close();
}

/** Measures the time from the server's restart until a message that is sent then is shown, in several windows. */
async function recovery(room) {
  const windows = [];
  for (let n = 0; n < 8; n += 1) windows.push(await openRoom(room));
  for (const { page } of windows) await untilReady(page);
  const times = [];
  for (let n = 0; n < 6; n += 1) {
    // A connection that lived for less time does not count as a success.
    await windows[0].page.waitForTimeout(5_500);
    await world.server.kill();
    await windows[0].page.waitForTimeout(1_500);
    await world.server.start();
    const from = Date.now();
    const sent = `back ${n}`;
    const shown = windows.map(async ({ page }) => {
      await page.waitForFunction(
        (text) => [...document.querySelectorAll("article")].some((row) => row.textContent.includes(text)),
        sent,
      );
      times.push(Date.now() - from);
    });
    await (await world.rest("alice"))("POST", `rooms/${room}/messages/`, { content: sent });
    await Promise.all(shown);
  }
  figure(
    `current again after the server is back, p95 of ${times.length}`,
    quantile(times, 0.95),
    "ms",
    2_000,
  );
  note(`median ${median(times)} ms, worst ${Math.max(...times)} ms`);
  for (const { context } of windows) await context.close();
}
