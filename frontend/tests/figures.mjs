// The page's figures beside their goals: `npm run figures`. Fails where one is past its limit.
import { join } from "node:path";
import { articles, feed, field } from "./lib/browser.mjs";
import { dropped, figure, median, quantile, RECORD, sizes, slowDown, verdict } from "./lib/measure.mjs";
import { opened, startWorld, until } from "./lib/world.mjs";

const MESSAGES = Number(process.env.MESSAGES ?? 10_000);
const LINE = { mbits: 1.6, latencyMs: 150 };

const weight = sizes(join(import.meta.dirname, "../app/dist"));
figure("first JavaScript, gzip", weight.first, "kB", 115);
figure("all JavaScript, gzip", weight.all, "kB", 240);
figure("all CSS, gzip", weight.css, "kB", 12);

const world = await startWorld();
try {
  const room = await world.room("Figures");
  await world.room("Elsewhere");
  await fill(room);
  await paint(room);
  await burst(room, 1, 0);
  await burst(room, 6, 2);
  await scrolledUp(room);
  await history(room);
  await recovery(room);
} finally {
  await world.stop();
}
process.exit(verdict());

/** Puts the messages there, each one of 20 to 1,200 characters. */
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
  console.log(`(${MESSAGES} messages stored in ${((Date.now() - from) / 1_000).toFixed(0)} s)`);
}

async function openRoom(path, before = async () => undefined) {
  const { page, context } = await world.open("bob", { path: "/config.json" });
  await page.addInitScript(RECORD);
  await page.evaluate(RECORD);
  const devtools = await before(context, page);
  await page.goto(`${world.server.origin}${path}`);
  await articles(page).first().waitFor();
  return { page, context, devtools };
}

async function paint(room) {
  const first = (page) =>
    page.evaluate(() => performance.getEntriesByName("first-contentful-paint")[0]?.startTime ?? 0);
  const ways = [
    ["first paint, localhost", 1, undefined, 160],
    ["first paint, 4x slower processor", 4, undefined, 500],
    ["first paint, 4x slower, 1.6 Mbit/s and 150 ms", 4, LINE, 1_250],
  ];
  for (const [name, rate, line, goal] of ways) {
    const times = [];
    const ready = [];
    for (let n = 0; n < 5; n += 1) {
      const { page, context } = await openRoom(`/r/${room}`, (context, page) =>
        slowDown(context, page, rate, line),
      );
      await field(page).waitFor();
      ready.push(await page.evaluate(() => performance.now()));
      times.push(await first(page));
      await context.close();
    }
    figure(name, median(times), "ms", goal);
    if (rate === 1) figure("history shown and typing possible, localhost", median(ready), "ms", 500);
  }
}

/** Messages at 100 a second for 5 s, while one types. */
async function burst(room, rate, most) {
  await (await world.rest("bob"))("POST", `rooms/${room}/read/`);
  const { page, context } = await openRoom(`/r/${room}`, (context, page) => slowDown(context, page, rate));
  await opened(page);
  await page.waitForTimeout(1_000);
  const send = await world.rest("alice");
  await page.evaluate("__record()");
  const sent = [];
  const typing = (async () => {
    for (let n = 0; n < 25; n += 1) {
      await field(page).press("a");
      await page.waitForTimeout(150);
    }
  })();
  for (let n = 0; n < 500; n += 1) {
    sent.push(send("POST", `rooms/${room}/messages/`, { content: `burst ${rate} ${n}` }));
    await new Promise((go) => setTimeout(go, 10));
  }
  await Promise.all([typing, ...sent]);
  const said = await page.evaluate("__stop()");
  const { messages } = await send("GET", `rooms/${room}/messages/?page_size=1`);
  await feed(page).getByText(messages[0].content, { exact: true }).waitFor();
  const end = await page.evaluate(() => {
    const list = document.querySelector("[role=feed]");
    return list.scrollHeight - list.scrollTop - list.clientHeight;
  });
  const how = rate === 1 ? "" : `, ${rate}x slower processor`;
  figure(`burst of 100/s${how}: frames dropped`, dropped(said.frames), "%", most);
  if (rate === 1) {
    figure("burst: longest task", Math.max(0, ...said.tasks), "ms", 50);
    figure("burst: key to paint, p95", quantile(said.keys, 0.95), "ms", 32);
  }
  figure(`burst${how}: pixels from the end afterwards`, end, "px", 1);
  figure(`burst${how}: layout shift`, said.shift, "", 0.02);
  await context.close();
}

/** Where the row is that one looks at. */
function rowTop(page, key) {
  return page.evaluate(
    (key) => document.querySelector(`article[data-key="${key}"]`)?.getBoundingClientRect().top,
    key,
  );
}

async function scrolledUp(room) {
  await (await world.rest("bob"))("POST", `rooms/${room}/read/`);
  const { page, context } = await openRoom(`/r/${room}`);
  await opened(page);
  await page.waitForTimeout(500);
  const key = await page.evaluate(async () => {
    const list = document.querySelector("[role=feed]");
    list.scrollTop = list.scrollHeight - 3 * list.clientHeight;
    await new Promise((go) => setTimeout(go, 800));
    const rows = [...list.querySelectorAll("article")];
    return rows.find((row) => row.getBoundingClientRect().top > 150).dataset.key;
  });
  const before = await rowTop(page, key);
  const height = () => page.evaluate(() => document.querySelector("[role=feed]").scrollHeight);
  const grown = await height();
  const send = await world.rest("alice");
  for (let n = 0; n < 20; n += 1) await send("POST", `rooms/${room}/messages/`, { content: `below ${n}` });
  await page.getByRole("button", { name: "20 new messages" }).waitFor();
  figure(
    "20 messages arrive while scrolled up: pixels moved",
    Math.abs((await rowTop(page, key)) - before),
    "px",
    1,
  );
  await until("growth", async () => (await height()) > grown);
  await context.close();
}

/** All of the history, page by page upwards; then other rooms and back. */
async function history(room) {
  await (await world.rest("bob"))("POST", `rooms/${room}/read/`);
  const { page, context } = await openRoom(`/r/${room}`);
  await opened(page);
  const devtools = await context.newCDPSession(page);
  const from = Date.now();
  const moved = await page.evaluate(async () => {
    const list = document.querySelector("[role=feed]");
    const frame = () => new Promise((go) => requestAnimationFrame(go));
    const all = [];
    for (let still = 0; still < 60; ) {
      const rows = [...list.querySelectorAll("article")];
      const row = rows.find((each) => each.getBoundingClientRect().bottom > 200);
      const before = row.getBoundingClientRect().top;
      const height = list.scrollHeight;
      const step = Math.min(list.scrollTop, 400);
      list.scrollTop -= step;
      await frame();
      await frame();
      if (list.scrollHeight - height > 500 && row.isConnected) {
        all.push(Math.abs(row.getBoundingClientRect().top - before - step));
      }
      still = list.scrollTop === 0 ? still + 1 : 0;
    }
    return all;
  });
  console.log(`(scrolled through all of it in ${((Date.now() - from) / 1_000).toFixed(0)} s)`);
  figure(`prepending while scrolling, ${moved.length} times: most pixels moved`, Math.max(...moved), "px", 1);
  figure("prepending while scrolling: times that moved", moved.filter((px) => px > 1).length, "", 0);
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

async function recovery(room) {
  await (await world.rest("bob"))("POST", `rooms/${room}/read/`);
  const { page, context } = await openRoom(`/r/${room}`);
  await opened(page);
  const times = [];
  for (let n = 0; n < 5; n += 1) {
    await world.server.kill();
    await page.waitForTimeout(1_500);
    await world.server.start();
    const from = Date.now();
    const sent = `back ${n}`;
    await (await world.rest("alice"))("POST", `rooms/${room}/messages/`, { content: sent });
    await feed(page).getByText(sent, { exact: true }).waitFor();
    times.push(Date.now() - from);
  }
  figure("current again after the server is back, worst of 5", Math.max(...times), "ms", 2_000);
  await context.close();
}
