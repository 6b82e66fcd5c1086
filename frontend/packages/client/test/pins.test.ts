/** Pins: the greatest version wins, and what was missed is read again. */
import { expect, it } from "vitest";
import type { LiveMessage } from "../src/index.js";
import { pinsOf, type RoomPins } from "../src/pins/index.js";
import { refusal } from "./server/server.js";
import { openRoom, World } from "./world.js";

/** The texts of the pinned messages, newest pin first. */
const texts = (pins: RoomPins) => pins.get().pins.map(({ message }) => message.content);

async function opened() {
  const world = new World();
  const { room, there, chat } = await openRoom(world, 4);
  world.server.pin(there[0] as LiveMessage);
  await world.clock.advance(100);
  const pins = pinsOf(chat, room.id);
  const release = pins.watch();
  await world.clock.advance(100);
  const reads = () => world.server.requests.filter((each) => each.endsWith("/pins/")).length;
  return { world, room, chat, there: there as LiveMessage[], pins, release, reads };
}

it("shows the pins with who pinned, and follows what others do", async () => {
  const { world, there, pins, chat, room } = await opened();
  expect(pinsOf(chat, room.id)).toBe(pins);
  expect(pins.get()).toMatchObject({ version: 1, loaded: true, pins: [{ pinned_by: { id: 2 } }] });
  world.server.pin(there[2] as LiveMessage, true, 1);
  await world.clock.advance(100);
  expect(texts(pins)).toEqual(["m3", "m1"]);
  expect(pins.get().messageIds).toEqual([there[2]?.id, there[0]?.id]);
  world.server.edit(there[0] as LiveMessage, "changed");
  world.server.pin(there[2] as LiveMessage, false);
  await world.clock.advance(100);
  expect(texts(pins)).toEqual(["changed"]);
  world.server.erase(there[0] as LiveMessage);
  await world.clock.advance(100);
  expect(pins.get()).toMatchObject({ version: 4, messageIds: [], pins: [] });
});

it("pins and takes back, and passes refusals on", async () => {
  const { world, there, pins } = await opened();
  await pins.pin(there[1]?.id as number, true);
  await world.clock.advance(100);
  expect(texts(pins)).toEqual(["m2", "m1"]);
  await pins.pin(there[0]?.id as number, false);
  expect(texts(pins)).toEqual(["m2"]);
  world.server.intercept = (method) => (method === "PUT" ? refusal(409, "too_many_pins") : undefined);
  await expect(pins.pin(there[3]?.id as number, true)).rejects.toMatchObject({ detail: "too_many_pins" });
  expect(texts(pins)).toEqual(["m2"]);
});

it("takes no answer that is older than a frame", async () => {
  const { world, there, pins } = await opened();
  let answer = () => {};
  world.server.intercept = (_, path) =>
    path.endsWith("/pins/") ? new Promise<void>((resolve) => (answer = resolve)) : undefined;
  const read = pins.read();
  await world.clock.advance(100);
  world.server.intercept = () => undefined;
  world.server.pin(there[3] as LiveMessage);
  await world.clock.advance(100);
  answer();
  await read;
  expect(texts(pins)).toEqual(["m4", "m1"]);
});

it("reads again after an absence, and nothing once it is released", async () => {
  const { world, there, pins, release, reads } = await opened();
  const before = reads();
  world.server.cut();
  world.server.pin(there[1] as LiveMessage);
  await world.clock.advance(5_000);
  expect([reads() - before, texts(pins)]).toEqual([1, ["m2", "m1"]]);
  release();
  release();
  world.server.pin(there[2] as LiveMessage);
  await world.clock.advance(1_000);
  expect(texts(pins)).toEqual(["m2", "m1"]);
  pins.watch();
  await world.clock.advance(100);
  expect(texts(pins)).toEqual(["m3", "m2", "m1"]);
});
