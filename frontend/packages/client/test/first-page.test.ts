import { expect, it } from "vitest";
import { openRoom, texts, World } from "./world.js";

const pageReads = (world: World) => world.server.requests.filter((r) => r.includes("/messages/")).length;

it("reads the first page while the link connects, and again when it is live", async () => {
  const world = new World();
  world.server.createRoom(1);
  world.server.delayMs = 10;
  const { chat } = world.tab();
  chat.room(1).watch();
  await world.clock.advance(5);
  expect([pageReads(world), chat.link.get().at]).toEqual([1, "connecting"]);
  await world.clock.advance(1_000);
  expect([pageReads(world), chat.room(1).phase.get()]).toEqual([2, "current"]);
});

it("reads the first page of a further room once: the live link brings it quickly", async () => {
  const world = new World();
  world.server.delayMs = 10;
  const { chat } = await openRoom(world, 3);
  world.server.createRoom(2);
  const before = pageReads(world);
  const further = chat.room(2);
  further.watch();
  await world.clock.advance(1_000);
  expect([pageReads(world) - before, further.phase.get()]).toEqual([1, "current"]);
});

it("reads a room on, once, when the user has signed in again whose token was refused", async () => {
  const world = new World();
  world.server.createRoom(1);
  world.server.say(1, "m1");
  const life = world.server.tokenLife;
  world.server.tokenLife = 0;
  const { chat } = world.tab();
  chat.room(1).watch();
  await world.clock.advance(1_000);
  expect(chat.link.get()).toEqual({ at: "ended", reason: "token" });
  world.server.tokenLife = life;
  world.server.requests.length = 0;
  chat.reconnect();
  await world.clock.advance(1_000);
  expect([texts(chat.room(1)), chat.room(1).info.get()?.id]).toEqual([["m1"], 1]);
  expect(world.server.requests).toHaveLength(new Set(world.server.requests).size);
});
