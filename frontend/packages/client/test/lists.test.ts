import { expect, it } from "vitest";
import type { Chat, LastMessage } from "../src/index.js";
import { openRoom, World } from "./world.js";

const listReads = ({ server }: World) => server.requests.filter((r) => r.includes("scope=mine")).length;

const shown = (chat: Chat) =>
  chat.rooms.get().mine.map((item) => [item.id, item.unread_count, item.last_message?.content]);

it("lists rooms, counts unread messages, and follows every room live without reading the list again", async () => {
  const world = new World();
  world.server.createRoom(2);
  world.server.createRoom(3, "public", [2]);
  const { chat, room } = await openRoom(world);
  chat.rooms.watch();
  await world.clock.advance(6_000);
  expect(chat.rooms.get()).toMatchObject({
    mine: [{ id: 2 }, { id: 1 }],
    public: [{ id: 3 }],
    unreadTotal: 0,
  });
  const before = listReads(world);
  const second = chat.rooms.get().mine[0];
  world.server.say(1, "hello");
  await world.clock.advance(100);
  expect(shown(chat)).toEqual([
    [1, 1, "hello"],
    [2, 0, undefined],
  ]);
  expect(chat.rooms.get().mine[1]).toBe(second);
  room.markRead();
  expect(chat.rooms.get().unreadTotal).toBe(0);
  const message = world.server.say(2, "not open");
  await world.clock.advance(100);
  expect(shown(chat)).toEqual([
    [2, 1, "not open"],
    [1, 0, "hello"],
  ]);
  world.server.edit(message, "edited");
  await world.clock.advance(100);
  expect(shown(chat)[0]).toEqual([2, 1, "edited"]);
  world.server.erase(message);
  await world.clock.advance(300_000);
  expect(shown(chat)[0]).toEqual([2, 1, "[消息已删除]"]);
  expect(listReads(world)).toBe(before);
});

it("reads the list after each greeting, and once more 5 s later", async () => {
  const world = new World();
  const { chat } = await openRoom(world);
  chat.rooms.watch();
  await world.clock.advance(10_000);
  const before = listReads(world);
  world.server.cut();
  await world.clock.advance(1_000);
  expect(listReads(world) - before).toBe(1);
  await world.clock.advance(300_000);
  expect(listReads(world) - before).toBe(2);
});

it("shows rooms that the user is added to, and drops those that the user is removed from", async () => {
  const world = new World();
  world.server.createRoom(2, "private", [2]);
  const { chat } = await openRoom(world);
  chat.rooms.watch();
  await world.clock.advance(6_000);
  world.server.enter(2, 1);
  world.server.say(2, "welcome");
  await world.clock.advance(10);
  expect(shown(chat)[0]).toEqual([2, 1, "welcome"]);
  world.server.leave(2, 1, "removed");
  await world.clock.advance(10_000);
  expect(shown(chat).map(([id]) => id)).toEqual([1]);
  expect(chat.link.get().at).toBe("live");
});

it("takes over what the user reads and sends elsewhere, whatever comes late", async () => {
  const world = new World();
  world.server.createRoom(2);
  const { chat } = await openRoom(world);
  chat.rooms.watch();
  await world.clock.advance(6_000);
  for (let n = 1; n <= 3; n += 1) world.server.say(2, `m${n}`);
  await world.clock.advance(10);
  expect(shown(chat)[0]).toEqual([2, 3, "m3"]);
  const { last_message } = chat.rooms.get().mine[0] ?? {};
  const own = { ...last_message, id: (last_message?.id ?? 0) - 1, sender_id: 1 } as LastMessage;
  world.server.tellUser(1, { type: "activity", room_id: 2, last_seq: 2, last_message: own });
  await world.clock.advance(10);
  expect(shown(chat)[0]).toEqual([2, 1, "m3"]);
  const other = world.tab(1).chat.room(2);
  other.watch();
  await world.clock.advance(1_000);
  other.markRead();
  await world.clock.advance(100);
  expect(shown(chat)[0]).toEqual([2, 0, "m3"]);
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
    reason: "mention" as const,
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
  // The room, one's own line and the members, once for both changes.
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
