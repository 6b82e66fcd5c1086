import { expect, it } from "vitest";
import type { Message } from "../src/index.js";
import { refusal } from "./server/server.js";
import { openRoom, texts, World } from "./world.js";

const range = (first: number, last: number) =>
  Array.from({ length: last - first + 1 }, (_, at) => `m${first + at}`);

it("shows the history, follows new messages, and sends", async () => {
  const world = new World();
  const { chat, room } = await openRoom(world, 3);
  expect([room.phase.get(), chat.link.get()]).toEqual(["current", { at: "live" }]);
  expect(texts(room)).toEqual(["m1", "m2", "m3"]);
  const key = room.send({ content: "mine" });
  expect(texts(room)).toEqual(["m1", "m2", "m3", "[mine]"]);
  await world.clock.advance(10);
  expect(texts(room)).toEqual(["m1", "m2", "m3", "mine"]);
  expect(room.timeline.get().entries.at(-1)?.key).toBe(key);
  world.server.say(1, "m5");
  await world.clock.advance(10);
  expect(texts(room).at(-1)).toBe("m5");
  expect(chat.me.get()?.username).toBe("user1");
  expect(room.own.get()?.role).toBe("admin");
});

it("pages back to the beginning, and forward again from the middle", async () => {
  const world = new World();
  const { room, there } = await openRoom(world, 180);
  expect(texts(room)).toEqual(range(131, 180));
  await Promise.all([room.older(), room.older()]);
  expect(texts(room)).toEqual(range(81, 180));
  await room.older();
  await room.older();
  expect([texts(room).length, room.timeline.get().hasOlder]).toEqual([180, false]);
  await room.around(there[59]?.id as number);
  expect(texts(room)).toEqual(range(35, 84));
  expect(room.timeline.get()).toMatchObject({ hasOlder: true, hasNewer: true });
  world.server.say(1, "m181");
  await world.clock.advance(1_000);
  expect(texts(room).at(-1)).toBe("m84");
  while (room.timeline.get().hasNewer) await room.newer();
  await world.clock.advance(1_000);
  expect(texts(room)).toEqual(range(35, 181));
  await room.around(there[10]?.id as number);
  room.send({ content: "m182" });
  await world.clock.advance(1_000);
  expect(texts(room)).toEqual(range(132, 182));
});

it("keeps to the message that a room is opened at", async () => {
  const world = new World();
  const { there } = await openRoom(world, 180);
  const { chat } = world.tab();
  const room = chat.room(1);
  room.around(there[59]?.id as number);
  room.watch();
  await world.clock.advance(2_000);
  expect([texts(room)[0], texts(room).at(-1)]).toEqual(["m35", "m84"]);
});

it("shows no old copy of a message that was edited while older messages were shown and the connection was down", async () => {
  const world = new World();
  const { room, there } = await openRoom(world, 120);
  await room.around(there[10]?.id as number);
  for (let n = 121; n <= 240; n += 1) world.server.say(1, `m${n}`);
  await world.clock.advance(1_000);
  world.server.down = true;
  world.server.cut();
  world.server.edit(there[229] as never, "edited");
  world.server.down = false;
  await world.clock.advance(40_000);
  while (room.timeline.get().hasNewer) await room.newer();
  expect(texts(room).slice(-12)).toEqual([...range(229, 229), "edited", ...range(231, 240)]);
});

it("waits 300 ms for a missing message, then reads it", async () => {
  const world = new World();
  const { room } = await openRoom(world, 1);
  world.server.loses = (frame) => frame.type === "chat_message" && frame.message.content === "m2";
  world.server.say(1, "m2");
  world.server.say(1, "m3");
  await world.clock.advance(290);
  expect(texts(room)).toEqual(["m1"]);
  await world.clock.advance(20);
  expect(texts(room)).toEqual(["m1", "m2", "m3"]);
});

it("finds a lost newest message by the next ping", async () => {
  const world = new World();
  const { room } = await openRoom(world, 1);
  world.server.loses = (frame) => frame.type === "chat_message";
  world.server.say(1, "m2");
  await world.clock.advance(5 * 60_000 + 1_000);
  expect(texts(room)).toEqual(["m1", "m2"]);
});

it("takes the replay of missed messages, and reads the rest by REST", async () => {
  const world = new World();
  const { room } = await openRoom(world, 10);
  world.server.down = true;
  world.server.cut();
  for (let n = 11; n <= 350; n += 1) world.server.say(1, `m${n}`);
  await world.clock.advance(10_000);
  world.server.down = false;
  await world.clock.advance(40_000);
  expect(texts(room)).toEqual(range(1, 350));
  const asked = world.server.frames.filter(({ frame }) => frame.type === "subscribe").at(-1)?.frame;
  expect(asked).toMatchObject({ room_id: 1, since: expect.any(Number) });
});

it("shows the newest page after a gap that is too large to fill", async () => {
  const world = new World();
  const { room } = await openRoom(world, 10);
  world.server.down = true;
  world.server.cut();
  for (let n = 11; n <= 2_000; n += 1) world.server.say(1, `m${n}`);
  world.server.down = false;
  await world.clock.advance(40_000);
  expect([texts(room)[0], texts(room).at(-1)]).toEqual(["m1951", "m2000"]);
  expect([room.phase.get(), room.timeline.get().hasOlder]).toEqual(["current", true]);
});

it("reads the shown messages again after an absence, for edits and deletes", async () => {
  const world = new World();
  const { room, there } = await openRoom(world, 260);
  for (let n = 0; n < 5; n += 1) await room.older();
  const untouched = room.timeline.get().entries[100];
  world.server.down = true;
  world.server.cut();
  for (const n of [3, 120, 255]) world.server.edit(there[n] as never, `edited ${n}`);
  world.server.erase(there[7] as never);
  world.server.down = false;
  await world.clock.advance(40_000);
  const now = texts(room);
  expect([now[3], now[120], now[255], now[7]]).toEqual([
    "edited 3",
    "edited 120",
    "edited 255",
    "[消息已删除]",
  ]);
  expect(room.timeline.get().entries[100]).toBe(untouched);
});

it("shows edits and deletes at once, own ones included", async () => {
  const world = new World();
  const { room, there } = await openRoom(world, 3);
  world.server.edit(there[0] as never, "x");
  world.server.erase(there[1] as never);
  await world.clock.advance(10);
  expect(texts(room)).toEqual(["x", "[消息已删除]", "m3"]);
  await room.edit(there[2]?.id as number, "y");
  expect(texts(room)[2]).toBe("y");
  await room.remove(there[2]?.id as number);
  expect(texts(room)[2]).toBe("[消息已删除]");
});

/** Where somebody who followed the events ends is where a fresh reader starts. */
it.each(Array.from({ length: 40 }, (_, n) => n))(
  "shows what a fresh read shows after following the events, seed %i",
  async (seed) => {
    const world = new World(seed);
    const { server, clock, random } = world;
    server.delayMs = 400;
    server.tokenLife = 60_000;
    const { room, signal, chat, there } = await openRoom(world, 30);
    server.intercept = () => {
      const n = random();
      return n < 0.05
        ? "lost"
        : n < 0.08
          ? "never"
          : n < 0.13
            ? refusal(503, "store_unavailable", 1)
            : undefined;
    };
    server.loses = () => random() < 0.05;
    const heard: Message[] = [];
    room.onMessage((message) => heard.push(message));
    const sent: string[] = [];
    for (let step = 0; step < 60; step += 1) {
      const any = () => there[Math.floor(random() * there.length)] as never;
      const n = random();
      if (n < 0.3) server.say(1, `other ${step}`);
      else if (n < 0.6) {
        sent.push(`mine ${step}`);
        room.send({ content: `mine ${step}` });
      } else if (n < 0.7) server.edit(any(), `edit ${step}`);
      else if (n < 0.75) server.erase(any());
      else if (n < 0.8) server.cut();
      else if (n < 0.83) server.freeze();
      else if (n < 0.86) server.down = !server.down;
      else if (n < 0.9) signal(random() < 0.5 ? "visible" : "offline");
      else if (n < 0.95) room.older().catch(() => undefined);
      await clock.advance(random() * 3_000, 2);
      const numbers = room.timeline.get().entries.flatMap((e) => (e.kind === "sent" ? [e.message.seq] : []));
      expect(numbers).toEqual(numbers.map((_, at) => (numbers[0] as number) + at));
      expect(new Set(room.timeline.get().entries.map((e) => e.key)).size).toBe(
        room.timeline.get().entries.length,
      );
    }
    server.down = false;
    server.intercept = () => undefined;
    server.loses = () => false;
    signal("online");
    await clock.advance(30_000, 2);
    // A frozen connection is found by the next ping, a lost edit only by reading again.
    server.cut();
    await clock.advance(60_000, 2);
    expect([chat.link.get().at, room.phase.get()]).toEqual(["live", "current"]);
    const shown = texts(room);
    expect(shown).toEqual(there.slice(-shown.length).map((m) => m.content));
    expect(new Set(heard.map((m) => m.id)).size).toBe(heard.length);
    const mine = there.filter((m) => m.client_message_id).map((m) => m.seq);
    expect(mine.length).toBe(sent.length);
  },
);

it("sends at most one typing frame in 3 s", async () => {
  const world = new World();
  const { room } = await openRoom(world);
  for (let n = 0; n < 100; n += 1) {
    room.keystroke();
    await world.clock.advance(100, 1);
  }
  expect(world.server.frames.filter(({ frame }) => frame.type === "typing").length).toBe(4);
});

it("shows who is typing until they stop, send, or are silent for 6 s", async () => {
  const world = new World();
  const { room } = await openRoom(world);
  const user = { id: 2, username: "user2", first_name: "", last_name: "" };
  const types = (is_typing: boolean) =>
    world.server.broadcast(1, () => ({ type: "typing", room_id: 1, user, is_typing }));
  const seen: number[] = [];
  const look = async (ms: number) => {
    await world.clock.advance(ms);
    seen.push(room.typing.get().length);
  };
  types(true);
  await look(5_900);
  await look(200);
  types(true);
  await look(10);
  types(false);
  await look(10);
  types(true);
  await look(10);
  world.server.say(1, "there");
  await look(10);
  expect(seen).toEqual([1, 0, 1, 0, 1, 0]);
});

it("marks as read at once, then at most once in 5 s, and never back", async () => {
  const world = new World();
  const { room, there } = await openRoom(world, 10);
  const reads = () => world.server.frames.filter(({ frame }) => frame.type === "read").length;
  expect(room.unread.get()).toEqual({ count: 10, lastReadId: null });
  room.markRead(there[4]?.id);
  expect(room.unread.get()).toEqual({ count: 5, lastReadId: there[4]?.id });
  room.markRead(there[2]?.id);
  for (let n = 11; n <= 60; n += 1) {
    world.server.say(1, `m${n}`);
    await world.clock.advance(100, 3);
    room.markRead();
  }
  await world.clock.advance(5_000);
  expect([room.unread.get().count, reads()]).toEqual([0, 3]);
  expect(world.server.rooms.get(1)?.members.get(1)?.read).toBe(60);
});

it("remembers the first unread message while the room is open", async () => {
  const world = new World();
  const { room, there } = await openRoom(world, 10);
  world.server.rooms.get(1)?.members.set(1, { role: "member", read: 7, muted: false });
  const second = world.tab().chat.room(1);
  second.watch();
  await world.clock.advance(1_000);
  expect(room.timeline.get().firstUnreadId).toBe(there[0]?.id);
  expect(second.timeline.get().firstUnreadId).toBe(there[7]?.id);
  second.markRead();
  world.server.say(1, "m11");
  await world.clock.advance(1_000);
  expect(second.timeline.get().firstUnreadId).toBe(there[7]?.id);
});

it("counts as unread what arrives between the server's answer and its arrival", async () => {
  const world = new World();
  const { members } = world.server.createRoom(1);
  for (let n = 1; n <= 60; n += 1) world.server.say(1, `m${n}`);
  members.set(1, { role: "member", read: 5, muted: false });
  const room = world.tab().chat.room(1);
  let release = () => {};
  world.server.intercept = (_, path) =>
    path === "rooms/1/"
      ? new Promise((resolve) => {
          release = resolve;
        })
      : undefined;
  room.watch();
  await world.clock.advance(1_000);
  for (let n = 61; n <= 63; n += 1) world.server.say(1, `m${n}`);
  await world.clock.advance(1_000);
  release();
  await world.clock.advance(1_000);
  expect(room.unread.get().count).toBe(58);
});

it("takes over a read mark of another tab", async () => {
  const world = new World();
  const { room } = await openRoom(world, 5);
  const other = world.tab().chat.room(1);
  other.watch();
  await world.clock.advance(1_000);
  other.markRead();
  await world.clock.advance(100);
  expect(room.unread.get().count).toBe(0);
});

it("shows why a room was left, and opens it again after joining", async () => {
  const world = new World();
  const { room, chat } = await openRoom(world, 2);
  await room.leave();
  await world.clock.advance(1_000);
  expect([room.phase.get(), chat.link.get().at]).toEqual([{ gone: "left" }, "idle"]);
  await room.join();
  await world.clock.advance(1_000);
  expect([room.phase.get(), room.info.get()?.is_member]).toEqual(["current", true]);
  world.server.leave(1, 1, "banned");
  await world.clock.advance(60_000);
  expect([room.phase.get(), world.server.handshakes.length]).toEqual([{ gone: "banned" }, 2]);
});

it("sends no read mark that waits once the room cannot be read any more", async () => {
  const world = new World();
  const { room } = await openRoom(world, 3);
  const reads = () => world.server.requests.filter((r) => r.endsWith("/read/")).length;
  for (let n = 4; n < 6; n += 1) {
    room.markRead();
    world.server.say(1, `m${n}`);
    await world.clock.advance(100);
  }
  room.markRead();
  world.server.leave(1, 1, "removed");
  await world.clock.advance(20_000);
  expect([room.phase.get(), reads()]).toEqual([{ gone: "removed" }, 0]);
});

it("calls subscribers at most once per frame, and not without a change", async () => {
  const world = new World();
  const frames: (() => void)[] = [];
  world.server.createRoom(1);
  const { chat } = world.tab(1, { environment: { frame: (fn) => frames.push(fn) } });
  const room = chat.room(1);
  room.watch();
  await world.clock.advance(1_000);
  for (const run of frames.splice(0)) run();
  let told = 0;
  room.timeline.subscribe(() => {
    told += 1;
  });
  for (let n = 0; n < 100; n += 1) world.server.say(1, `m${n}`);
  await world.clock.advance(100);
  expect([told, frames.length]).toEqual([0, 1]);
  for (const run of frames.splice(0)) run();
  expect([told, texts(room).length]).toEqual([1, 100]);
  const before = room.timeline.get();
  world.server.cut();
  await world.clock.advance(10_000);
  // Read again, and the same.
  expect([world.server.handshakes.length, room.phase.get()]).toEqual([2, "current"]);
  expect(room.timeline.get()).toBe(before);
});

it.each(Array.from({ length: 20 }, (_, n) => n))(
  "ignores a refusal from before joining, seed %i",
  async (seed) => {
    const world = new World(seed);
    const { members } = world.server.createRoom(1, "private", [2]);
    world.server.delayMs = 200;
    const room = world.tab().chat.room(1);
    room.watch();
    while (typeof room.phase.get() !== "object") await world.clock.advance(1);
    members.set(1, { role: "member", read: 0, muted: false });
    room.join().catch(() => undefined);
    await world.clock.advance(60_000);
    expect([room.phase.get(), room.own.get()?.role]).toEqual(["current", "member"]);
  },
);
