import { expect, it } from "vitest";
import { openRoom, World } from "./world.js";

it("lists rooms, counts unread messages, follows open rooms, and polls while visible", async () => {
  const world = new World();
  world.server.createRoom(2);
  world.server.createRoom(3, "public", [2]);
  const { chat, room, signal } = await openRoom(world);
  chat.rooms.watch();
  await world.clock.advance(100);
  expect(chat.rooms.get()).toMatchObject({
    mine: [{ id: 2 }, { id: 1 }],
    public: [{ id: 3 }],
    unreadTotal: 0,
  });
  const second = chat.rooms.get().mine[0];
  world.server.say(1, "hello");
  await world.clock.advance(100);
  expect(chat.rooms.get().mine.map((r) => [r.id, r.unread_count, r.last_message?.content])).toEqual([
    [1, 1, "hello"],
    [2, 0, undefined],
  ]);
  expect(chat.rooms.get().mine[1]).toBe(second);
  room.markRead();
  expect(chat.rooms.get().unreadTotal).toBe(0);
  const lists = () => world.server.requests.filter((r) => r.includes("scope=mine")).length;
  const before = lists();
  await world.clock.advance(60_500);
  expect(lists() - before).toBe(2);
  signal("hidden");
  await world.clock.advance(300_000);
  expect(lists() - before).toBe(2);
  signal("visible");
  await world.clock.advance(100);
  expect(lists() - before).toBe(3);
});

it("shows who sent the newest message, the user's own message included", async () => {
  const world = new World();
  const { chat, room } = await openRoom(world);
  chat.rooms.watch();
  await world.clock.advance(100);
  const last = () => chat.rooms.get().mine[0]?.last_message;
  world.server.say(1, "hello");
  await world.clock.advance(100);
  expect(last()).toMatchObject({ content: "hello", sender_id: 2, is_deleted: false });
  room.send({ content: "hi" });
  await world.clock.advance(100);
  expect(last()).toMatchObject({ content: "hi", sender_id: 1, is_deleted: false });
  expect(last()?.updated_at).toBe(last()?.created_at);
});

it("shows the user's own message that was answered while the room's connection was down", async () => {
  const world = new World();
  const { chat, room } = await openRoom(world);
  chat.rooms.watch();
  await world.clock.advance(100);
  const lists = () => world.server.requests.filter((r) => r.includes("scope=mine")).length;
  const before = lists();
  world.server.dropsGreeted = true;
  world.server.cut();
  room.send({ content: "while down" });
  await world.clock.advance(100);
  expect(lists()).toBe(before);
  expect(chat.rooms.get().mine[0]).toMatchObject({
    last_message: { content: "while down" },
    unread_count: 0,
  });
});

it("lists a new room, even if the list was being read when it was created", async () => {
  const world = new World();
  world.server.delayMs = 100;
  const { chat } = world.tab();
  chat.rooms.watch();
  await world.clock.advance(1_000);
  let created = 0;
  const creating = chat.rooms.create({ name: "new", room_type: "public" }).then(({ id }) => {
    created = id;
  });
  void chat.rooms.refresh();
  await world.clock.advance(2_000);
  await creating;
  expect(chat.rooms.get().mine.map(({ id }) => id)).toEqual([created]);
});

it("shows a live notification once", async () => {
  const world = new World();
  const { chat } = await openRoom(world);
  chat.notifications.watch();
  await world.clock.advance(100);
  const heard: number[] = [];
  chat.notifications.onArrival(({ id }) => heard.push(id));
  const room = { id: 1 } as never;
  const notification = {
    id: 9,
    notification_type: "mention" as const,
    title: "t",
    content: "c",
    room,
    message: null,
    is_read: false,
    created_at: "2026-01-01T00:00:00.000Z",
  };
  world.server.notify(1, { type: "notification", notification });
  world.server.notify(1, { type: "notification", notification });
  await world.clock.advance(100);
  expect([heard, chat.notifications.get().unread]).toEqual([[9], 1]);
});

it("does nothing before something is watched", async () => {
  const world = new World();
  const { chat } = world.tab();
  chat.room(1).timeline.get();
  chat.rooms.get();
  await world.clock.advance(60_000);
  expect([world.server.requests, world.server.handshakes]).toEqual([[], []]);
});

it("shows the user's own role and mute at once, and those of others once the list is read again", async () => {
  const world = new World();
  const { room } = await openRoom(world, 1);
  await room.loadMembers();
  world.server.change(1, 1, { muted: true });
  world.server.change(1, 2, { role: "admin" });
  await world.clock.advance(1);
  expect(room.own.get()).toMatchObject({ id: 1, role: "admin", is_muted: true });
  expect(room.own.get()).not.toHaveProperty("type");
  expect(room.own.get()).not.toHaveProperty("room_id");
  const before = world.server.requests.length;
  await world.clock.advance(600);
  const roles = () => room.members.get().members.map((m) => [m.id, m.role, m.is_muted]);
  expect(roles()).toEqual([
    [1, "admin", true],
    [2, "admin", false],
  ]);
  // The room, one's own line and the list, once for both changes.
  expect(world.server.requests.slice(before).length).toBe(3);
  world.server.change(1, 1, { muted: false });
  await world.clock.advance(1);
  expect(room.own.get()).toMatchObject({ role: "admin", is_muted: false });
  await world.clock.advance(600);
  expect(room.own.get()).toMatchObject({ role: "admin", is_muted: false });
});

it("reports members who join, leave or change, and after which message", async () => {
  const world = new World();
  const { room } = await openRoom(world, 2);
  const heard: unknown[] = [];
  const stop = room.onMember(({ user, afterSeq, ...what }) => heard.push([user.id, afterSeq, what]));
  world.server.enter(1, 3);
  world.server.say(1, "m3");
  await world.clock.advance(10);
  world.server.change(1, 3, { muted: true });
  world.server.leave(1, 3);
  await world.clock.advance(600);
  expect(heard).toEqual([
    [3, 2, { type: "member_joined", room_id: 1, is_muted: false }],
    [3, 3, { type: "member_updated", room_id: 1, role: "member", is_muted: true }],
    [3, 3, { type: "member_left", room_id: 1 }],
  ]);
  expect(room.info.get()?.member_count).toBe(2);
  // What happened while one was away is in the lists, but nobody is told of it as if it were new.
  world.server.cut();
  world.server.enter(1, 4);
  await world.clock.advance(5_000);
  expect([heard.length, room.info.get()?.member_count]).toEqual([3, 3]);
  stop();
  world.server.leave(1, 4);
  await world.clock.advance(600);
  expect(heard.length).toBe(3);
});
