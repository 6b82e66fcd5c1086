// Measures the page and compares figures with their goals.
import { once } from "node:events";
import { readdirSync, readFileSync } from "node:fs";
import { Agent, request } from "node:http";
import { join } from "node:path";
import { gzipSync } from "node:zlib";

let overLimit = 0;

/** Prints a remark about the figures. */
export const note = (text) => console.log(`  (${text})`);

/** Prints a figure beside its goal. A figure over `limit`, by default the goal, makes the command fail. */
export function figure(name, value, unit, goal, limit = goal) {
  const bad = !(value <= limit);
  if (bad) overLimit += 1;
  const verdict = bad ? "OVER THE LIMIT" : value > goal ? "over the goal" : "ok";
  const shown = Number.isInteger(value) ? value : value.toFixed(value < 10 ? 2 : 1);
  console.log(
    `${name.padEnd(62)} ${String(shown).padStart(8)} ${unit.padEnd(6)} goal ${goal} ${unit}  ${verdict}`,
  );
}

/** The exit code: 1 if a figure was over its limit. */
export const verdict = () => (overLimit > 0 ? 1 : 0);

/** The middle of some values. */
export const median = (values) => [...values].sort((a, b) => a - b)[Math.floor(values.length / 2)];
/** The smallest value that is not exceeded by the share `q` of the values. */
export const quantile = (values, q) =>
  [...values].sort((a, b) => a - b)[Math.ceil(values.length * q) - 1] ?? 0;

const gzipped = (file) => gzipSync(readFileSync(file), { level: 9 }).length / 1_000;

/** The sizes of the built page, in kB of 1,000 bytes after gzip -9: first scripts, all scripts, style sheets. */
export function sizes(dist) {
  const html = readFileSync(join(dist, "index.html"), "utf8");
  const first = [...html.matchAll(/(?:src|href)="(\/assets\/[^"]+\.js)"/g)].map((match) => match[1]);
  const assets = readdirSync(join(dist, "assets")).map((name) => join(dist, "assets", name));
  const sum = (files) => files.reduce((all, file) => all + gzipped(file), 0);
  return {
    first: sum(first.map((path) => join(dist, path))),
    all: sum(assets.filter((file) => file.endsWith(".js"))),
    css: sum(assets.filter((file) => file.endsWith(".css"))),
  };
}

/** A script that records how a page opens, in `__opening`; to be run before the page's own scripts. */
export const OPENING = `window.__opening = { shown: 0, shift: 0, tasks: [] };
{
  const seen = (element) => {
    if (!element?.checkVisibility({ visibilityProperty: true, opacityProperty: true })) return false;
    const { top, bottom } = element.getBoundingClientRect();
    return bottom > 0 && top < innerHeight;
  };
  const look = () => {
    const field = document.getElementById("message-field");
    // Without messages, nothing is asked that needs a layout: the page would do it once more per frame.
    const ready = [...document.querySelectorAll("article")].some(seen) && seen(field) && !field.disabled;
    // One frame later, it is on the screen.
    requestAnimationFrame(ready ? (now) => { window.__opening.shown = now; } : look);
  };
  requestAnimationFrame(look);
  const watch = (type, take) =>
    new PerformanceObserver((list) => list.getEntries().forEach(take)).observe({ type, buffered: true });
  watch("layout-shift", (entry) => { window.__opening.shift += entry.value; });
  watch("longtask", (entry) => window.__opening.tasks.push([entry.startTime, entry.duration]));
}`;

/** A script that adds `__record`, which counts frames, long tasks, layout shifts and keys until `__stop` is called. */
export const RECORD = `window.__record = () => {
  const said = { frames: [], tasks: [], shift: 0, keys: [] };
  const watch = (type, take, more) => {
    const observer = new PerformanceObserver((list) => list.getEntries().forEach(take));
    observer.observe({ type, ...more });
    return observer;
  };
  const observers = [
    watch("longtask", (entry) => said.tasks.push(entry.duration)),
    watch("layout-shift", (entry) => { if (!entry.hadRecentInput) said.shift += entry.value; }),
    watch("event", (entry) => { if (entry.name === "keydown") said.keys.push(entry.duration); }, { durationThreshold: 16 }),
  ];
  let last = performance.now();
  let go = true;
  const frame = (now) => {
    said.frames.push(now - last);
    last = now;
    if (go) requestAnimationFrame(frame);
  };
  requestAnimationFrame((now) => { last = now; requestAnimationFrame(frame); });
  window.__stop = () => {
    go = false;
    observers.forEach((observer) => observer.disconnect());
    return said;
  };
}`;

/** A script that scrolls to the beginning by `step` px per frame; answers by how much visible rows moved otherwise. */
export const SCROLL_UP = `async (step) => {
  const list = document.querySelector("[role=feed]");
  const box = list.getBoundingClientRect();
  const painted = () => new Promise((go) => requestAnimationFrame(() => {
    const { port1, port2 } = new MessageChannel();
    port1.onmessage = go;
    port2.postMessage(null);
  }));
  const seen = () => [...list.querySelectorAll("article")].filter((row) => {
    const { top, bottom } = row.getBoundingClientRect();
    return bottom > box.top && top < box.bottom && row.checkVisibility({ visibilityProperty: true });
  });
  const frames = [];
  await painted();
  for (let still = 0; still < 60; ) {
    const before = seen().map((row) => [row, row.getBoundingClientRect().bottom]);
    const count = list.scrollHeight;
    const asked = Math.min(list.scrollTop, step);
    list.scrollTop -= asked;
    await painted();
    const off = before
      .filter(([row]) => row.isConnected)
      .map(([row, bottom]) => Math.abs(row.getBoundingClientRect().bottom - bottom - asked));
    frames.push({ asked, off: Math.max(0, ...off), compared: off.length, grown: list.scrollHeight - count });
    still = list.scrollTop === 0 ? still + 1 : 0;
  }
  return frames;
}`;

const FRAME_MS = 1_000 / 60;

/** The share of frames that were dropped, in percent. */
export function dropped(frames) {
  const missed = frames.reduce((all, ms) => all + Math.max(0, Math.round(ms / FRAME_MS) - 1), 0);
  return (100 * missed) / (frames.length + missed);
}

/** Sends messages at 100 a second with little work: it shares the machine with the page that is measured. */
export async function sendSteadily(origin, token, room, count, content) {
  const agent = new Agent({ keepAlive: true, maxSockets: 2 });
  const headers = { Authorization: `Bearer ${token}`, "Content-Type": "application/json" };
  const one = async (n) => {
    const sent = request(`${origin}/api/chat/rooms/${room}/messages/`, { agent, method: "POST", headers });
    sent.end(JSON.stringify({ content: content(n) }));
    const [answer] = await once(sent, "response");
    answer.resume();
    await once(answer, "end");
    if (answer.statusCode >= 300) throw new Error(`message ${n}: ${answer.statusCode}`);
  };
  const from = performance.now();
  const all = [];
  while (all.length < count) {
    while (all.length < count && performance.now() - from >= all.length * 10) all.push(one(all.length));
    await new Promise((go) => setTimeout(go, 5));
  }
  await Promise.all(all);
  agent.destroy();
}

/** Makes a page in a window that only appends each message of a room to a list and scrolls to it, and has a message field. */
export async function bareList(window, origin, token, room) {
  const address = `${origin.replace(/^http/, "ws")}/ws/chat/${room}/`;
  const html = `<!doctype html><style>
    #list { height: 700px; overflow-y: auto; contain: strict }
    p { margin: 0; padding: 2px 20px; font: 16px/1.5 sans-serif }
  </style><div id="list"></div><textarea id="message-field"></textarea>`;
  await window.evaluate(`new Promise((live) => {
    document.write(${JSON.stringify(html)});
    const list = document.getElementById("list");
    const waiting = [];
    const show = () => {
      for (const text of waiting.splice(0))
        list.append(Object.assign(document.createElement("p"), { textContent: text }));
      while (list.childElementCount > 60) list.firstChild.remove();
      list.scrollTop = list.scrollHeight;
    };
    new WebSocket(${JSON.stringify(address)}, ["bearer", ${JSON.stringify(token)}]).onmessage = ({ data }) => {
      const frame = JSON.parse(data);
      if (frame.type === "live") live();
      if (frame.type === "chat_message" && waiting.push(frame.message.content) === 1)
        requestAnimationFrame(show);
    };
  })`);
}
