/** Reactions: the greatest version wins, and one's own part in them stays right. */
import { expect, it } from "vitest";
import type { Reaction, Room } from "../src/index.js";
import { createReactions } from "../src/state/history/reactions.js";
import { refusal } from "./server/server.js";
import { openRoom, settle, World } from "./world.js";

/** The reactions to the first message of a room: emoji, count, and `*` for one's own. */
function shown(room: Room) {
  const [entry] = room.timeline.get().entries;
  if (entry?.kind !== "sent") throw new Error("no message");
  return entry.message.reactions.map(({ emoji, count, me }) => `${emoji}${count}${me ? "*" : ""}`);
}

const path = "PUT messages/";
const first = async (world: World) => {
  const opened = await openRoom(world, 1);
  const [message] = opened.there;
  if (!message) throw new Error("no message");
  return { ...opened, message };
};

it("shows what others do, and what one does oneself before the server answers", async () => {
  const world = new World();
  const { room, message } = await first(world);
  world.server.react(message, "👍");
  await world.clock.advance(100);
  expect(shown(room)).toEqual(["👍1"]);
  let answer = () => {};
  world.server.intercept = (method) =>
    method === "PUT" ? new Promise<void>((resolve) => (answer = resolve)) : undefined;
  const done = room.react(message.id, "👍", true);
  expect(shown(room)).toEqual(["👍2*"]);
  const other = room.react(message.id, "🎉", true);
  expect(shown(room)).toEqual(["👍2*", "🎉1*"]);
  await settle();
  expect(world.server.requests.filter((each) => each.startsWith(path))).toHaveLength(1);
  answer();
  await done;
  await settle();
  answer();
  await other;
  expect(shown(room)).toEqual(["👍2*", "🎉1*"]);
  world.server.intercept = () => undefined;
  await room.react(message.id, "👍", false);
  await room.react(message.id, "🎉", false);
  expect(shown(room)).toEqual(["👍1"]);
});

it("goes back when the server refuses, to what the server has by then", async () => {
  const world = new World();
  const { room, message } = await first(world);
  world.server.intercept = (method) => (method === "PUT" ? refusal(409, "too_many_reactions") : undefined);
  const done = room.react(message.id, "🎉", true);
  world.server.react(message, "👍");
  expect(shown(room)).toEqual(["🎉1*"]);
  await expect(done).rejects.toMatchObject({ status: 409, code: "conflict" });
  await world.clock.advance(100);
  expect(shown(room)).toEqual(["👍1"]);
});

it("keeps newer reactions when an edit, a page or an older frame comes later", async () => {
  const world = new World();
  const { room, message, there } = await first(world);
  world.server.loses = ({ type }) => type === "message_updated";
  const edited = world.server.edit(message, "edited");
  world.server.loses = () => false;
  world.server.react(edited, "👍");
  await world.clock.advance(100);
  world.server.broadcast(1, () => ({ type: "message_updated", room_id: 1, message: edited }));
  world.server.broadcast(1, () => ({
    type: "reactions",
    room_id: 1,
    message_id: message.id,
    seq: 1,
    reactions: [],
    reactions_version: 0,
  }));
  await world.clock.advance(100);
  expect([room.timeline.get().entries[0], shown(room)]).toMatchObject([
    { message: { content: "edited", reactions_version: 1 } },
    ["👍1"],
  ]);
  there[0] = { ...edited, content: "again", updated_at: "2027-01-01T00:00:00.000Z" };
  world.server.cut();
  await world.clock.advance(60_000);
  expect([room.timeline.get().entries[0], shown(room)]).toMatchObject([
    { message: { content: "again" } },
    ["👍1"],
  ]);
});

it("knows its own part where a frame names fewer users than it counts", async () => {
  const world = new World();
  const { room, message } = await first(world);
  for (let user = 2; user <= 14; user += 1) world.server.react(message, "👍", user);
  await world.clock.advance(100);
  expect(shown(room)).toEqual(["👍13"]);
  await room.react(message.id, "👍", true);
  world.server.react(message, "👍", 15);
  await world.clock.advance(100);
  expect(shown(room)).toEqual(["👍15*"]);
  await room.react(message.id, "👍", false);
  world.server.react(message, "👍", 16);
  await world.clock.advance(100);
  expect(shown(room)).toEqual(["👍15"]);
});

const one = (emoji: string, user_ids: number[], more: Partial<Reaction> = {}): Reaction => ({
  emoji,
  count: user_ids.length,
  user_ids,
  ...more,
});
const lists = () =>
  createReactions(
    ({ id }) => id === 1,
    () => true,
    () => {},
  );
const message = { seq: 1, is_deleted: false, reactions: [], reactions_version: 0 } as never;

it("takes one's own part from an answer that is older than the newest frame", () => {
  const reactions = lists();
  const end = reactions.begin({ seq: 1, emoji: "❤️", on: true });
  reactions.take({ seq: 1, reactions_version: 6, reactions: [one("❤", [2, 3], { count: 20 })] });
  end({ reactions_version: 5, reactions: [one("❤", [2, 3], { count: 19, me: true })] });
  expect(reactions.over(message).reactions).toEqual([one("❤", [2, 3], { count: 20, me: true })]);
});

it("takes an answer instead of a frame of the same version, not the other way round", () => {
  const reactions = lists();
  const frame = { seq: 1, reactions_version: 1, reactions: [one("👍", [2], { count: 12 })] };
  reactions.take(frame);
  expect(reactions.over(message).reactions[0]?.me).toBe(false);
  reactions.take({ ...frame, reactions: [one("👍", [2, 3], { count: 12, me: true })] });
  reactions.take(frame);
  const shownNow = reactions.over(message);
  expect(shownNow.reactions).toEqual([one("👍", [2, 3], { count: 12, me: true })]);
  expect(reactions.over(shownNow)).toBe(shownNow);
});

it("leaves a deleted message without reactions", async () => {
  const world = new World();
  const { room, message } = await first(world);
  const changed = world.server.react(message, "👍");
  await world.clock.advance(100);
  world.server.erase(changed);
  await world.clock.advance(100);
  expect(shown(room)).toEqual([]);
});
