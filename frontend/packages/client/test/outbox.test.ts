import { IDBFactory } from "fake-indexeddb";
import { expect, it } from "vitest";
import { memoryStorage } from "../src/state/storage.js";
import { refusal } from "./server/server.js";
import { localEntries, settle, texts, World } from "./world.js";

const HOUR = 3_600_000;

/** A tab that keeps its outbox in a database. */
function stored(world: World, indexedDB: IDBFactory, user = 1) {
  return world.tab(user, { storage: undefined, environment: { indexedDB } });
}

/** Long enough for a database. */
const soon = (world: World, ms = 1_000) => world.clock.advance(ms, 40);

it("sends in the order of typing, one at a time", async () => {
  const world = new World();
  world.server.delayMs = 100;
  world.server.createRoom(1);
  const room = world.tab().chat.room(1);
  room.watch();
  const all = Array.from({ length: 20 }, (_, n) => `m${n}`);
  for (const content of all) room.send({ content });
  expect(texts(room)).toEqual(all.map((content) => `[${content}]`));
  let most = 0;
  let posts = 0;
  world.server.intercept = (method) => {
    if (method === "POST") posts += 1;
    most = Math.max(most, posts - (world.server.rooms.get(1)?.messages.length ?? 0));
    return undefined;
  };
  await world.clock.advance(60_000);
  expect(texts(room)).toEqual(all);
  expect(most).toBe(1);
});

it.each([0, 1, 2, 3, 4, 5, 6, 7, 8, 9])(
  "sends a message at once that comes %i ticks after the last one",
  async (ticks) => {
    const world = new World();
    world.server.createRoom(1);
    const room = world.tab().chat.room(1);
    room.watch();
    await world.clock.advance(1_000);
    room.send({ content: "a" });
    await settle(ticks);
    room.send({ content: "b" });
    await world.clock.advance(0, 40);
    expect(texts(room)).toEqual(["a", "b"]);
  },
);

it("keeps an entry's key when the server's copy arrives, and shows the message once", async () => {
  const world = new World(3);
  world.server.delayMs = 500;
  world.server.createRoom(1);
  const room = world.tab().chat.room(1);
  room.watch();
  await world.clock.advance(3_000);
  const key = room.send({ content: "x" });
  for (let n = 0; n < 300; n += 1) {
    await world.clock.advance(10, 2);
    expect(room.timeline.get().entries.map((entry) => entry.key)).toEqual([key]);
  }
  expect(texts(room)).toEqual(["x"]);
});

it("sends a message again after a lost answer, and the server stores it once", async () => {
  const world = new World();
  world.server.createRoom(1);
  const room = world.tab().chat.room(1);
  room.watch();
  await world.clock.advance(1_000);
  let losses = 3;
  world.server.intercept = (method) => (method === "POST" && losses-- > 0 ? "lost" : undefined);
  world.server.loses = (frame, user) => frame.type === "chat_message" && user === 1;
  room.send({ content: "a" });
  room.send({ content: "b" });
  await world.clock.advance(10_000);
  expect(texts(room)).toEqual(["a", "b"]);
  expect(world.server.rooms.get(1)?.messages.map((m) => m.content)).toEqual(["a", "b"]);
});

it("sends the next message once a message's own frame arrives, even if the answer never comes", async () => {
  const world = new World();
  world.server.createRoom(1);
  const room = world.tab().chat.room(1);
  room.watch();
  await world.clock.advance(1_000);
  world.server.intercept = (method) => {
    if (method !== "POST") return undefined;
    world.server.intercept = () => undefined;
    return "never";
  };
  const key = room.send({ content: "a" });
  room.send({ content: "b" });
  await world.clock.advance(1_000);
  expect(texts(room)).toEqual(["a", "b"]);
  expect(room.timeline.get().entries[0]?.key).toBe(key);
});

it("keeps showing an entry while an earlier message is missing", async () => {
  const world = new World();
  world.server.createRoom(1);
  const room = world.tab().chat.room(1);
  room.watch();
  await world.clock.advance(1_000);
  world.server.loses = (frame) => frame.type === "chat_message" && frame.message.content === "missing";
  world.server.say(1, "missing");
  const key = room.send({ content: "x" });
  await world.clock.advance(100);
  expect(texts(room)).toEqual(["[x]"]);
  await world.clock.advance(1_000);
  expect(texts(room)).toEqual(["missing", "x"]);
  expect(room.timeline.get().entries[1]?.key).toBe(key);
});

it("fails a refused message and sends the next one; a failed message can be retried or discarded", async () => {
  const world = new World();
  const { members } = world.server.createRoom(1);
  const room = world.tab().chat.room(1);
  room.watch();
  await world.clock.advance(1_000);
  const me = members.get(1);
  if (me) me.muted = true;
  const a = room.send({ content: "a" });
  const b = room.send({ content: "b" });
  await world.clock.advance(60_000);
  expect(localEntries(room).map((entry) => [entry.state, entry.error?.code, entry.error?.detail])).toEqual([
    ["failed", "forbidden", "muted"],
    ["failed", "forbidden", "muted"],
  ]);
  expect(world.server.requests.filter((r) => r.startsWith("POST")).length).toBe(2);
  if (me) me.muted = false;
  room.retry(a);
  room.discard(b);
  await world.clock.advance(1_000);
  expect(texts(room)).toEqual(["a"]);
});

it("waits as long as a 429 says, and tries again after a 500", async () => {
  const world = new World();
  world.server.createRoom(1);
  const { chat, signal } = world.tab();
  const room = chat.room(1);
  room.watch();
  await world.clock.advance(1_000);
  const answers = [refusal(429, "rate_limited", 7), refusal(500, "internal")];
  world.server.intercept = (method) => (method === "POST" ? answers.shift() : undefined);
  room.send({ content: "a" });
  await world.clock.advance(3_000);
  signal("visible");
  await world.clock.advance(3_900);
  expect(localEntries(room)[0]).toMatchObject({ state: "queued", error: { code: "rate_limited" } });
  expect(answers.length).toBe(1);
  await world.clock.advance(10_000);
  expect(texts(room)).toEqual(["a"]);
});

it("keeps unsent messages and drafts across a reload", async () => {
  const world = new World();
  const database = new IDBFactory();
  world.server.createRoom(1);
  const before = stored(world, database);
  const room = before.chat.room(1);
  room.watch();
  await soon(world);
  world.server.down = true;
  room.send({ content: "a" });
  room.send({ content: "b", reply_to: 5 });
  room.draft.set({ text: "unfinished" });
  await soon(world);
  before.chat.dispose();
  world.server.down = false;
  const after = stored(world, database).chat.room(1);
  after.watch();
  await soon(world, 3_000);
  expect(texts(after)).toEqual(["a", "b"]);
  expect(after.draft.get().text).toBe("unfinished");
});

it.each([1, 2, 3, 4, 5, 6])(
  "reloaded again and again while it sends, nothing is lost or doubled, seed %i",
  async (seed) => {
    const world = new World(seed);
    const database = new IDBFactory();
    world.server.delayMs = 300;
    world.server.createRoom(1);
    world.server.intercept = (method) => (method === "POST" && world.random() < 0.3 ? "lost" : undefined);
    const all: string[] = [];
    for (let load = 0; load < 6; load += 1) {
      const { chat } = stored(world, database);
      const room = chat.room(1);
      room.watch();
      await soon(world, 500 * world.random());
      for (let n = 0; n < 3; n += 1) {
        all.push(`m${load}-${n}`);
        room.send({ content: all.at(-1) as string });
        await soon(world, 300 * world.random());
      }
      await soon(world, 400);
      chat.dispose();
    }
    const room = stored(world, database).chat.room(1);
    room.watch();
    world.server.intercept = () => undefined;
    await soon(world, 120_000);
    expect(texts(room)).toEqual(world.server.rooms.get(1)?.messages.map((m) => m.content));
    expect([...texts(room)].sort()).toEqual([...all].sort());
  },
);

it("shares one outbox between two tabs: every message is sent once and shown in both", async () => {
  const world = new World(5);
  const database = new IDBFactory();
  world.server.delayMs = 50;
  world.server.createRoom(1);
  const tabs = [stored(world, database), stored(world, database)];
  const rooms = tabs.map(({ chat }) => chat.room(1));
  for (const room of rooms) room.watch();
  await soon(world);
  world.server.intercept = (method) => {
    if (method === "POST" && world.random() < 0.2) return "lost";
    return undefined;
  };
  for (let n = 0; n < 20; n += 1) {
    rooms[n % 2]?.send({ content: `m${n}` });
    await soon(world, 20);
  }
  await soon(world, 120_000);
  const there = world.server.rooms.get(1)?.messages.map((m) => m.content) ?? [];
  expect([...there].sort()).toEqual(Array.from({ length: 20 }, (_, n) => `m${n}`).sort());
  for (const room of rooms) expect(texts(room)).toEqual(there);
});

it("sends one message at a time from two tabs, and none twice", async () => {
  const world = new World(5);
  const database = new IDBFactory();
  world.server.delayMs = 200;
  world.server.createRoom(1);
  // Without the echo a tab waits for the answer.
  world.server.loses = (frame, user) => frame.type === "chat_message" && user === 1;
  const rooms = [stored(world, database), stored(world, database)].map(({ chat }) => chat.room(1));
  for (const room of rooms) room.watch();
  await soon(world);
  for (let n = 0; n < 20; n += 1) rooms[n % 2]?.send({ content: `m${n}` });
  await soon(world, 60_000);
  expect(world.server.rooms.get(1)?.messages.length).toBe(20);
  expect(world.server.requests.filter((r) => r.startsWith("POST")).length).toBe(20);
  expect(world.server.mostPosting).toBe(1);
});

it("sends the messages of a closed tab from the other tab", async () => {
  const world = new World();
  const database = new IDBFactory();
  world.server.createRoom(1);
  const [a, b] = [stored(world, database), stored(world, database)];
  for (const { chat } of [a, b]) chat.room(1).watch();
  await soon(world);
  world.server.down = true;
  a.chat.room(1).send({ content: "x" });
  await soon(world);
  expect(texts(b.chat.room(1))).toEqual(["[x]"]);
  a.chat.dispose();
  world.server.down = false;
  await soon(world, 60_000);
  expect(texts(b.chat.room(1))).toEqual(["x"]);
});

it("discards a message in both tabs", async () => {
  const world = new World();
  const database = new IDBFactory();
  world.server.createRoom(1);
  const [a, b] = [stored(world, database).chat.room(1), stored(world, database).chat.room(1)];
  a.watch();
  b.watch();
  await soon(world);
  world.server.down = true;
  const key = a.send({ content: "x" });
  await soon(world);
  b.discard(key);
  await soon(world);
  expect([texts(a), texts(b)]).toEqual([[], []]);
  world.server.down = false;
  await soon(world, 60_000);
  expect(world.server.rooms.get(1)?.messages).toEqual([]);
});

it("fails an entry that is older than a day instead of sending it", async () => {
  const world = new World();
  const database = new IDBFactory();
  world.server.createRoom(1);
  world.server.tokenLife = 1_000 * HOUR;
  const before = stored(world, database);
  before.chat.room(1).watch();
  await soon(world);
  world.server.down = true;
  const key = before.chat.room(1).send({ content: "old" });
  await soon(world);
  before.chat.dispose();
  world.clock.now += 25 * HOUR;
  world.server.down = false;
  const room = stored(world, database).chat.room(1);
  room.watch();
  await soon(world, 60_000);
  expect(localEntries(room)).toMatchObject([{ key, state: "failed", error: { detail: "too_old" } }]);
  room.retry(key);
  await soon(world);
  expect(texts(room)).toEqual(["old"]);
  // The server may know the old key still: a new message needs a new one.
  expect(room.timeline.get().entries[0]?.key).not.toBe(key);
});

it("keeps the messages of two users apart, and deletes them at sign-out", async () => {
  const world = new World();
  const database = new IDBFactory();
  world.server.createRoom(1);
  const alice = stored(world, database);
  alice.chat.room(1).watch();
  await soon(world);
  world.server.down = true;
  alice.chat.room(1).send({ content: "alice's" });
  alice.chat.room(1).draft.set({ text: "secret" });
  await soon(world);
  const bob = stored(world, database, 2).chat.room(1);
  world.server.down = false;
  bob.watch();
  await soon(world, 2_000);
  expect(texts(bob)).not.toContain("[alice's]");
  await Promise.all([alice.chat.signOut(), soon(world)]);
  expect(alice.chat.link.get()).toEqual({ at: "ended", reason: "signed_out" });
  const again = stored(world, database);
  again.chat.room(1).watch();
  await soon(world);
  expect(localEntries(again.chat.room(1))).toEqual([]);
  expect(again.chat.room(1).draft.get().text).toBe("");
});

it("sends without a storage when the disk is full, and reports the error", async () => {
  const world = new World();
  world.server.createRoom(1);
  const said: string[] = [];
  const full = {
    ...memoryStorage(),
    put: () => Promise.reject(new DOMException("full", "QuotaExceededError")),
  };
  const { chat } = world.tab(1, { storage: full, onDiagnostic: (text) => said.push(text) });
  const room = chat.room(1);
  room.watch();
  await world.clock.advance(1_000);
  world.server.down = true;
  room.send({ content: "x" });
  await world.clock.advance(1_000);
  expect(texts(room)).toEqual(["[x]"]);
  world.server.down = false;
  await world.clock.advance(30_000);
  expect(texts(room)).toEqual(["x"]);
  expect(said[0]).toContain("QuotaExceededError");
});

it("keeps messages in memory if there is no database", async () => {
  const world = new World();
  world.server.createRoom(1);
  const none = {
    open: () => {
      throw new DOMException("private", "SecurityError");
    },
  } as unknown as IDBFactory;
  const { chat } = stored(world, none);
  chat.room(1).watch();
  chat.room(1).send({ content: "x" });
  await world.clock.advance(1_000);
  expect(texts(chat.room(1))).toEqual(["x"]);
});
