/** The sockets that the client opens when its environment gives it none. */
import { afterEach, expect, it, vi } from "vitest";
import type { Environment } from "../src/index.js";
import { texts, World } from "./world.js";

const CODE = "../src/sockets/index.js";

afterEach(() => {
  vi.unstubAllGlobals();
  vi.doUnmock(CODE);
});

/** Leaves the sockets to the client; the browser's own are those of the world. */
function byDefault({ socket }: Environment): undefined {
  vi.stubGlobal("WebSocket", function WebSocket(url: string, protocols: string[]) {
    return socket(url, protocols);
  });
}

/** Moves the time forward. Code is loaded in real time, so this waits for it first. */
async function advance({ clock }: World, ms: number) {
  await clock.advance(0);
  await vi.dynamicImportSettled();
  await clock.advance(ms);
}

/** Opens room 1 in a tab. */
async function open(world: World) {
  const { chat } = world.tab(1, {}, byDefault);
  chat.room(1).watch();
  await advance(world, 1_000);
  return chat;
}

/** Expects that a message reaches all chats, each by a live connection. */
async function expectLive(world: World, chats: Awaited<ReturnType<typeof open>>[]) {
  world.server.say(1, "hello");
  await world.clock.advance(100);
  for (const chat of chats) {
    expect([chat.link.get().at, chat.room(1).phase.get()]).toEqual(["live", "current"]);
    expect(texts(chat.room(1)).at(-1)).toBe("hello");
  }
}

it("shares one socket between the tabs of a user", async () => {
  const world = new World();
  world.server.createRoom(1);
  await expectLive(world, [await open(world), await open(world)]);
  expect(world.server.connections.size).toBe(1);
});

it("uses a socket for each room where the server has no user socket", async () => {
  const world = new World();
  world.server.createRoom(1);
  world.server.hasUserSocket = false;
  const chat = await open(world);
  await world.clock.advance(5_000);
  await expectLive(world, [chat]);
  expect([...world.server.connections].map(({ room }) => room)).toEqual([null, 1]);
});

it("opens a socket of its own while the code for shared ones cannot be loaded, and shares as soon as it can", async () => {
  const world = new World();
  world.server.createRoom(1);
  vi.doMock(CODE, () => {
    throw new Error("not there");
  });
  const chats = [await open(world), await open(world)];
  await expectLive(world, chats);
  expect(world.server.connections.size).toBe(2);
  vi.doUnmock(CODE);
  world.server.cut();
  await advance(world, 1_000);
  await advance(world, 5_000);
  await expectLive(world, chats);
  expect(world.server.connections.size).toBe(1);
});

it("does not change a socket that the environment gives", async () => {
  const world = new World();
  world.server.createRoom(1);
  const chats = [world.tab().chat, world.tab().chat];
  for (const chat of chats) chat.room(1).watch();
  await world.clock.advance(1_000);
  await expectLive(world, chats);
  expect(world.server.connections.size).toBe(2);
});
