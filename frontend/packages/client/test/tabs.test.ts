/** Tabs of one user that share one socket. */
import { expect, it } from "vitest";
import type { Message } from "../src/index.js";
import { PONG_WITHIN_MS as LINK_PONG_WITHIN_MS } from "../src/limits.js";
import { PONG_WITHIN_MS } from "../src/sockets/limits.js";
import { sharedSocket } from "../src/sockets/shared.js";
import { tokenUser } from "../src/transport/claims.js";
import { texts, World } from "./world.js";

const open = (world: World, user = 1, room = 1) => {
  const tab = world.tab(user, {}, (env) => sharedSocket(env, tokenUser));
  const heard: Message[] = [];
  tab.chat.rooms.watch();
  tab.chat.room(room).watch();
  tab.chat.room(room).onMessage((message) => heard.push(message));
  return { ...tab, room: tab.chat.room(room), heard };
};

async function opened(world: World, count: number) {
  world.server.createRoom(1);
  world.server.createRoom(2);
  const tabs = [];
  for (let n = 0; n < count; n += 1) {
    tabs.push(open(world));
    await world.clock.advance(500);
  }
  return tabs;
}

const subscriptions = ({ server }: World) =>
  server.frames
    .filter(({ frame }) => frame.type === "subscribe")
    .map(({ frame }) => "room_id" in frame && frame.room_id);

it("has one socket and one subscription for all tabs of a user, and another for another user", async () => {
  const world = new World();
  const tabs = await opened(world, 3);
  expect([world.server.connections.size, subscriptions(world)]).toEqual([1, [1]]);
  world.server.say(1, "m1");
  tabs[2]?.room.send({ content: "mine" });
  await world.clock.advance(100);
  for (const { room, chat, heard } of tabs) {
    expect([texts(room), room.phase.get(), chat.link.get().at]).toEqual([["m1", "mine"], "current", "live"]);
    expect(heard.map(({ content }) => content)).toEqual(["m1", "mine"]);
    expect(room.online.get()).toEqual(new Set([1]));
  }
  const user = { id: 2, username: "user2", first_name: "", last_name: "" };
  world.server.broadcast(1, () => ({ type: "user_join", room_id: 1, user }));
  await world.clock.advance(100);
  const fourth = open(world);
  open(world, 2);
  await world.clock.advance(500);
  expect(world.server.connections.size).toBe(2);
  expect(fourth.room.online.get()).toEqual(new Set([1, 2]));
});

it("tells the other tabs what one of them reads", async () => {
  const world = new World();
  const [one, two] = await opened(world, 2);
  world.server.say(1, "m1");
  await world.clock.advance(100);
  two?.room.markRead();
  await world.clock.advance(100);
  expect([one?.room.unread.get().count, one?.chat.rooms.get().unreadTotal]).toEqual([0, 0]);
});

it("unsubscribes when the last tab leaves a room, also by its death, and closes with the last tab", async () => {
  const world = new World();
  const [one, two] = await opened(world, 2);
  two?.chat.room(2).watch();
  await world.clock.advance(500);
  const [connection] = world.server.connections;
  expect(connection?.subscriptions).toEqual(new Set([1, 2]));
  two?.die();
  await world.clock.advance(500);
  expect([connection?.subscriptions, world.server.connections.size]).toEqual([new Set([1]), 1]);
  one?.chat.dispose();
  await world.clock.advance(500);
  expect(world.server.connections.size).toBe(0);
});

it.each(["dispose", "death", "silence"])("replaces a leader within about a second: %s", async (how) => {
  const world = new World(7);
  const [leader, ...others] = await opened(world, 3);
  if (how === "dispose") leader?.chat.dispose();
  if (how === "death") leader?.die();
  if (how === "silence") {
    // A frozen tab keeps its locks. The others find out when one of them is seen.
    leader?.freeze();
    others[0]?.signal("visible");
    await world.clock.advance(6_000);
  }
  world.server.say(1, "meanwhile");
  await world.clock.advance(1_500);
  world.server.say(1, "after");
  await world.clock.advance(100);
  for (const { room, heard } of others) {
    expect([texts(room), room.phase.get()]).toEqual([["meanwhile", "after"], "current"]);
    expect(new Set(heard.map(({ id }) => id)).size).toBe(heard.length);
  }
  expect(world.server.connections.size).toBe(1);
});

it("waits for a pong as long as a link does", () => {
  expect(PONG_WITHIN_MS).toBe(LINK_PONG_WITHIN_MS);
});

it("finds a dead socket by the ping of any tab", async () => {
  const world = new World();
  const [one, two] = await opened(world, 2);
  world.server.freeze();
  world.server.say(1, "missed");
  two?.signal("visible");
  await world.clock.advance(7_000);
  expect([texts(one?.room as never), texts(two?.room as never)]).toEqual([["missed"], ["missed"]]);
  expect(world.server.connections.size).toBe(1);
});

it.each(Array.from({ length: 20 }, (_, n) => n))(
  "loses and doubles nothing while tabs come and go, seed %i",
  async (seed) => {
    const world = new World(seed + 900);
    const { server, clock, random } = world;
    server.delayMs = 200;
    let tabs = await opened(world, 2);
    for (let n = 0; n < 60; n += 1) {
      const event = random();
      const at = Math.floor(random() * tabs.length);
      if (event < 0.5) server.say(1, `m${n}`);
      else if (event < 0.6) tabs[at]?.room.send({ content: `mine ${n}` });
      else if (event < 0.7) tabs.push(open(world));
      else if (event < 0.8 && tabs.length > 1) {
        if (random() < 0.5) tabs[at]?.chat.dispose();
        else tabs[at]?.die();
        tabs = tabs.filter((_, each) => each !== at);
      } else if (event < 0.9) server.cut();
      else tabs[at]?.signal(random() < 0.5 ? "pageshow" : "visible");
      await clock.advance(random() * 1_500, 3);
    }
    await clock.advance(60_000, 3);
    const all = server.rooms.get(1)?.messages.map(({ content }) => content);
    for (const { room, heard } of tabs) {
      expect([room.phase.get(), texts(room).join()]).toEqual([
        "current",
        all?.slice(-texts(room).length).join(),
      ]);
      expect(new Set(heard.map(({ id }) => id)).size).toBe(heard.length);
    }
  },
);
