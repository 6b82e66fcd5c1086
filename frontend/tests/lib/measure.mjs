// Figures with goals: printed as they come, and whether any is past its limit.
import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { gzipSync } from "node:zlib";

let past = 0;

/** Prints a figure. Past `limit`, by default the goal, the command fails in the end. */
export function figure(name, value, unit, goal, limit = goal) {
  const bad = !(value <= limit);
  if (bad) past += 1;
  const verdict = bad ? "PAST THE LIMIT" : value > goal ? "over the goal" : "ok";
  const shown = Number.isInteger(value) ? value : value.toFixed(value < 10 ? 2 : 1);
  console.log(
    `${name.padEnd(62)} ${String(shown).padStart(8)} ${unit.padEnd(6)} goal ${goal} ${unit}  ${verdict}`,
  );
}

export const verdict = () => (past > 0 ? 1 : 0);

export const median = (values) => [...values].sort((a, b) => a - b)[Math.floor(values.length / 2)];
export const quantile = (values, q) =>
  [...values].sort((a, b) => a - b)[Math.ceil(values.length * q) - 1] ?? 0;

const gzipped = (file) => gzipSync(readFileSync(file), { level: 9 }).length / 1_000;

/** What the built page weighs, in kB of 1,000 bytes after gzip -9. */
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

/** Slows a page's processor, and its line where `line` is given. */
export async function slowDown(context, page, rate, line) {
  const devtools = await context.newCDPSession(page);
  await devtools.send("Emulation.setCPUThrottlingRate", { rate });
  if (!line) return devtools;
  const throughput = (line.mbits * 1e6) / 8;
  await devtools.send("Network.enable");
  const how = {
    offline: false,
    latency: line.latencyMs,
    downloadThroughput: throughput,
    uploadThroughput: throughput,
  };
  await devtools.send("Network.emulateNetworkConditions", how);
  return devtools;
}

/** In the page: counts frames, long tasks, layout shifts and keys until `__stop` is called. */
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

const FRAME_MS = 1_000 / 60;

/** The share of frames that did not come, in percent. */
export function dropped(frames) {
  const missed = frames.reduce((all, ms) => all + Math.max(0, Math.round(ms / FRAME_MS) - 1), 0);
  return (100 * missed) / (frames.length + missed);
}
