/** Threads: read in pages from the first reply on, and live by the room's frames. */
import { expect, it } from "vitest";
import type { LiveMessage } from "../src/index.js";
import { type Thread, threadOf } from "../src/threads/index.js";
import { openRoom, World } from "./world.js";

const texts = (thread: Thread) => thread.get().replies.map(({ content }) => content);

async function opened(replies: number) {
  const world = new World();
  const { room, there, chat } = await openRoom(world, 2);
  const root = there[0] as LiveMessage;
  const answer = (content: string, reply_to = root.id) => world.server.say(room.id, content, 2, reply_to);
  const sent = Array.from({ length: replies }, (_, at) => answer(`r${at + 1}`));
  await world.clock.advance(100);
  const thread = threadOf(chat, room.id, root.id);
  const release = thread.watch();
  await world.clock.advance(100);
  return { world, room, chat, root, answer, sent, thread, release };
}

it("shows the first message and the replies, and follows what others do", async () => {
  const { world, room, chat, root, answer, sent, thread } = await opened(2);
  expect(threadOf(chat, room.id, root.id)).toBe(thread);
  expect(thread.get()).toMatchObject({ root: { id: root.id, reply_count: 2 }, hasMore: false });
  const third = answer("r3", sent[1]?.id);
  world.server.say(room.id, "something else");
  await world.clock.advance(100);
  expect(texts(thread)).toEqual(["r1", "r2", "r3"]);
  world.server.edit(third, "changed");
  world.server.erase(sent[0] as LiveMessage);
  world.server.react(sent[1] as LiveMessage, "👍", 1, true);
  await world.clock.advance(200);
  expect(texts(thread).slice(1)).toEqual(["r2", "changed"]);
  expect(thread.get().replies[0]).toMatchObject({ is_deleted: true });
  expect(thread.get().replies[1]?.reactions).toMatchObject([{ emoji: "👍", me: true }]);
});

it("reads a long thread in pages, and shows what arrives once it was read to the end", async () => {
  const { world, answer, thread } = await opened(150);
  expect([texts(thread).length, thread.get().hasMore]).toEqual([100, true]);
  answer("live");
  await world.clock.advance(100);
  expect(texts(thread).length).toBe(100);
  await thread.more();
  expect([texts(thread).length, texts(thread).at(-1), thread.get().hasMore]).toEqual([151, "live", false]);
  answer("live too");
  await world.clock.advance(100);
  expect(texts(thread).at(-1)).toBe("live too");
});

it("reads again after an absence, and nothing once it is released", async () => {
  const { world, answer, sent, thread, release } = await opened(2);
  world.server.cut();
  answer("missed");
  world.server.erase(sent[1] as LiveMessage);
  await world.clock.advance(5_000);
  expect(texts(thread)).toEqual(["r1", "[消息已删除]", "missed"]);
  release();
  answer("unheard");
  await world.clock.advance(1_000);
  expect(texts(thread).length).toBe(3);
  thread.watch();
  await world.clock.advance(100);
  expect(texts(thread).at(-1)).toBe("unheard");
});

it("keeps a draft of its own", async () => {
  const { room, thread } = await opened(0);
  thread.draft.set({ text: "half" });
  expect([thread.draft.get().text, room.draft.get().text]).toEqual(["half", ""]);
});
