import { IDBFactory, IDBObjectStore } from "fake-indexeddb";
import { expect, it, vi } from "vitest";
import { memoryStorage } from "../src/state/storage.js";
import { World } from "./world.js";

/** Long enough for a database. */
const soon = (world: World, ms = 0) => world.clock.advance(ms, 40);

/** A tab that keeps its drafts in a database. */
const tabOf = (world: World, indexedDB: IDBFactory) =>
  world.tab(1, { storage: undefined, environment: { indexedDB } });

/** A tab with room 1 open. */
async function opened(world: World, database: IDBFactory) {
  const tab = tabOf(world, database);
  const room = tab.chat.room(1);
  room.watch();
  await soon(world, 3_000);
  return { ...tab, room };
}

/** A world, its database, and its tab. */
async function begin() {
  const world = new World();
  const database = new IDBFactory();
  world.server.createRoom(1);
  return { world, database, tab: await opened(world, database) };
}

/** The draft that another page of the same user finds. */
const found = async (world: World, database: IDBFactory) =>
  (await opened(world, database)).room.draft.get().text;

it("stores what is typed in half a second together", async () => {
  const { world, database, tab } = await begin();
  const writes = vi.spyOn(IDBObjectStore.prototype, "put");
  for (let n = 1; n <= 20; n += 1) {
    tab.room.draft.set({ text: "a".repeat(n) });
    await soon(world, 100);
  }
  await soon(world, 1_000);
  expect(writes.mock.calls.length).toBe(4);
  writes.mockRestore();
  expect(await found(world, database)).toBe("a".repeat(20));
});

it("stores what is typed at once when the page is hidden", async () => {
  const { world, database, tab } = await begin();
  tab.room.draft.set({ text: "half" });
  tab.signal("hidden");
  // The other page reads before the half second is over.
  expect(await found(world, database)).toBe("half");
});

it("stores what is typed when the chat ends, and nothing after a sign-out", async () => {
  const { world, database, tab } = await begin();
  tab.room.draft.set({ text: "half" });
  tab.chat.dispose();
  expect(await found(world, database)).toBe("half");
  const again = await opened(world, database);
  again.room.draft.set({ text: "secret" });
  await Promise.all([again.chat.signOut(), soon(world, 2_000)]);
  expect(await found(world, database)).toBe("");
});

it("forgets at once what was sent", async () => {
  const { world, database, tab } = await begin();
  tab.room.draft.set({ text: "sent" });
  await soon(world, 2_000);
  tab.room.draft.clear();
  expect(await found(world, database)).toBe("");
});

it("gives another reader of the draft what is not stored yet", async () => {
  const { world, tab } = await begin();
  tab.room.draftOf(7).set({ text: "new" });
  const other = tab.room.draftOf(7);
  await soon(world);
  expect(other.get().text).toBe("new");
});

it("does not put a stored draft over what is typed while it is read", async () => {
  const world = new World();
  world.server.createRoom(1);
  let answer = (_: unknown) => {};
  const storage = { ...memoryStorage(), get: () => new Promise((resolve) => (answer = resolve)) };
  const room = world.tab(1, { storage }).chat.room(1);
  room.watch();
  await soon(world);
  room.draft.set({ text: "new" });
  answer({ text: "old", replyTo: null });
  await soon(world);
  expect(room.draft.get().text).toBe("new");
});

it("goes on after a storage has refused a draft", async () => {
  const world = new World();
  world.server.createRoom(1);
  const kept = memoryStorage();
  let isFull = true;
  const put = (key: string, value: unknown) => {
    if (isFull) throw new Error("full");
    return kept.put(key, value);
  };
  const erased = vi.fn();
  const { chat } = world.tab(1, { storage: { ...kept, put, erase: async () => erased() } });
  const room = chat.room(1);
  room.watch();
  await soon(world);
  room.draft.set({ text: "a" });
  await soon(world, 2_000);
  isFull = false;
  room.draft.set({ text: "ab" });
  await soon(world, 2_000);
  expect(await kept.all()).toEqual([{ text: "ab", replyTo: null }]);
  isFull = true;
  room.draft.set({ text: "abc" });
  await Promise.all([chat.signOut(), soon(world)]);
  expect(erased).toHaveBeenCalledOnce();
});

it("waits for slow writes before it deletes everything at a sign-out", async () => {
  const world = new World();
  world.server.createRoom(1);
  const kept = memoryStorage();
  const put = async (key: string, value: unknown) => {
    await new Promise<void>((resolve) => world.clock.after(500, resolve));
    return kept.put(key, value);
  };
  const { chat } = world.tab(1, { storage: { ...kept, put } });
  const room = chat.room(1);
  room.watch();
  await soon(world);
  room.draft.set({ text: "secret" });
  await Promise.all([chat.signOut(), soon(world, 3_000)]);
  expect(await kept.all()).toEqual([]);
});

it("stores nothing of a user who signs out while the storage opens", async () => {
  const world = new World();
  world.server.createRoom(1);
  const kept = memoryStorage();
  let answer = (_: unknown[]) => {};
  const all = () => new Promise<unknown[]>((resolve) => (answer = resolve));
  const { chat } = world.tab(1, { storage: { ...kept, all } });
  const room = chat.room(1);
  room.watch();
  await soon(world);
  room.draft.set({ text: "secret" });
  room.send({ content: "secret" });
  const end = chat.signOut();
  await soon(world);
  answer([]);
  await Promise.all([end, soon(world, 3_000)]);
  expect(await kept.all()).toEqual([]);
});
