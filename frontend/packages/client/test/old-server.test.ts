/** A server without user sockets. */
import { expect, it } from "vitest";
import { socketAddress } from "../src/sockets/address.js";
import { socketWithFallback } from "../src/sockets/room-sockets.js";
import { texts, World } from "./world.js";

const config = {
  api: "http://chat.test/api/chat/",
  socket: "ws://chat.test/ws/",
  socketForm: "path",
} as const;

async function opened(world: World, rooms = [1]) {
  world.server.hasUserSocket = false;
  for (const id of rooms) world.server.createRoom(id);
  const tab = world.tab(1, {}, (env) => socketWithFallback(config, env));
  tab.chat.rooms.watch();
  for (const id of rooms) tab.chat.room(id).watch();
  await world.clock.advance(6_000);
  return { ...tab, room: tab.chat.room(1) };
}

const openPaths = ({ server }: World) => [...server.connections].map(({ room }) => room).sort();

it("falls back to the notification channel and a socket for each room", async () => {
  const world = new World();
  const { chat, room } = await opened(world, [1, 2]);
  expect(openPaths(world)).toEqual([1, 2, null]);
  expect([chat.link.get().at, room.phase.get(), chat.room(2).phase.get()]).toEqual([
    "live",
    "current",
    "current",
  ]);
  world.server.say(1, "m1");
  room.send({ content: "mine" });
  await world.clock.advance(100);
  expect(texts(room)).toEqual(["m1", "mine"]);
  expect(room.online.get()).toEqual(new Set([1]));
  room.keystroke();
  await world.clock.advance(10);
  expect(world.server.frames.filter(({ frame }) => frame.type === "typing").length).toBe(1);
});

it("reads the list at intervals, since such a server does not tell of other rooms", async () => {
  const world = new World();
  const { chat } = await opened(world);
  world.server.createRoom(5);
  world.server.say(5, "elsewhere");
  await world.clock.advance(31_000);
  expect(chat.rooms.get().mine[0]).toMatchObject({ id: 5, unread_count: 1 });
});

it("misses nothing through cuts and expired tokens", async () => {
  const world = new World(4);
  world.server.tokenLife = 30_000;
  const { room } = await opened(world);
  for (let n = 0; n < 60; n += 1) {
    world.server.say(1, `m${n}`);
    if (n % 20 === 10) world.server.cut();
    await world.clock.advance(3_000, 2);
  }
  await world.clock.advance(5_000);
  expect(texts(room)).toEqual(Array.from({ length: 60 }, (_, n) => `m${n}`));
  expect(room.phase.get()).toBe("current");
});

it("shows why a room cannot be shown, and goes on with the others", async () => {
  const world = new World();
  const { chat, room } = await opened(world, [1, 2]);
  world.server.createRoom(3, "private", [2]);
  chat.room(3).watch();
  await world.clock.advance(1_000);
  expect(chat.room(3).phase.get()).toEqual({ gone: "not_found" });
  await chat.room(2).leave();
  world.server.leave(1, 1, "banned");
  await world.clock.advance(10_000);
  expect([chat.room(2).phase.get(), room.phase.get()]).toEqual([{ gone: "left" }, { gone: "banned" }]);
  expect(openPaths(world)).toEqual([null]);
});

it("uses the user socket where there is one, and while REST is down", async () => {
  const world = new World();
  world.server.createRoom(1);
  world.server.refuses = () => world.server.handshakes.length < 4;
  const { chat } = world.tab(1, {}, (env) => socketWithFallback(config, env));
  chat.room(1).watch();
  await world.clock.advance(20_000);
  expect(chat.room(1).phase.get()).toBe("current");
  expect(new Set(world.server.handshakes.map(({ url }) => url))).toEqual(
    new Set(["ws://chat.test/ws/?batch=1"]),
  );
});

it("addresses a room and the notification channel in both forms", () => {
  const both = (socket: string, socketForm: "path" | "query") => [
    socketAddress({ ...config, socket, socketForm }, 5, 9),
    socketAddress({ ...config, socket, socketForm }),
  ];
  expect(both("wss://chat.test/ws/", "path")).toEqual([
    "wss://chat.test/ws/chat/5/?since=9",
    "wss://chat.test/ws/notifications/",
  ]);
  expect(both("wss://abc.gw.test/prod", "query")).toEqual([
    "wss://abc.gw.test/prod?room_id=5&since=9",
    "wss://abc.gw.test/prod?channel=notifications",
  ]);
});
