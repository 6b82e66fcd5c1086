/** A browser that lacks what the client would use, or refuses it because cookies are blocked. */
import { afterEach, expect, it, vi } from "vitest";
import { browserEnvironment } from "../src/transport/environment.js";
import type { OutboxStorage } from "../src/types/storage.js";
import { texts, World } from "./world.js";

afterEach(() => vi.unstubAllGlobals());

/** Makes a browser object that throws when it is read. */
const refuse = (name: string, on: object = globalThis) =>
  Object.defineProperty(on, name, {
    configurable: true,
    get() {
      throw new DOMException("blocked", "SecurityError");
    },
  });
const refused = () => Promise.reject(new DOMException("blocked", "SecurityError"));

it("runs what needs a lock exactly once, whether the browser gives, lacks or refuses locks", async () => {
  const given = { request: (_: string, run: () => unknown) => Promise.resolve(run()) };
  const throwing = refuse("locks", {});
  for (const navigator of [{ locks: given }, {}, { locks: { request: refused } }, throwing, undefined]) {
    vi.stubGlobal("navigator", navigator);
    const run = vi.fn(async () => 7);
    expect(await browserEnvironment().lock("name", run)).toBe(7);
    expect(run).toHaveBeenCalledOnce();
  }
});

it("passes on the error of what ran under a lock, and does not run it again", async () => {
  vi.stubGlobal("navigator", { locks: { request: async (_: string, run: () => unknown) => run() } });
  const run = vi.fn(() => Promise.reject(new Error("failed")));
  await expect(browserEnvironment().lock("name", run)).rejects.toThrow("failed");
  expect(run).toHaveBeenCalledOnce();
});

it("has no database and no channel where reading or opening them throws", () => {
  refuse("indexedDB");
  vi.stubGlobal("BroadcastChannel", function BroadcastChannel() {
    throw new DOMException("blocked", "SecurityError");
  });
  const { indexedDB, broadcast } = browserEnvironment();
  expect([indexedDB, broadcast("name", () => undefined)]).toEqual([null, null]);
  Reflect.deleteProperty(globalThis, "indexedDB");
});

it("sends from memory if the storage refuses to be read", async () => {
  const world = new World();
  const storage = { all: refused, get: refused, put: refused, erase: refused, close() {} } as OutboxStorage;
  world.server.createRoom(1);
  const { chat } = world.tab(1, { storage });
  chat.room(1).watch();
  await world.clock.advance(1_000);
  chat.room(1).send({ content: "hello" });
  await world.clock.advance(1_000);
  expect(texts(chat.room(1))).toEqual(["hello"]);
});
