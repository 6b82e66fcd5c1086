import { expect, it } from "vitest";
import type { Message } from "../src/index.js";
import { laterCopy } from "../src/state/history/copies.js";
import { MessageWindow } from "../src/state/history/window.js";
import { seeded } from "./world.js";

function message(seq: number, change: Partial<Message> = {}): Message {
  return {
    id: 1_000 + seq,
    seq,
    sender: { id: 2, username: "b", first_name: "", last_name: "" },
    message_type: "text",
    content: `m${seq}`,
    file_url: null,
    file_name: null,
    file_size: null,
    is_edited: false,
    is_deleted: false,
    reactions: [],
    reactions_version: 0,
    reply_to: null,
    thread_id: null,
    reply_count: 0,
    last_reply_id: null,
    created_at: "2026-01-01T00:00:00.000Z",
    updated_at: "2026-01-01T00:00:00.000Z",
    ...change,
  };
}

const numbers = (window: MessageWindow) => window.messages().map((m) => m.seq);

it.each(Array.from({ length: 200 }, (_, seed) => seed))(
  "shows the room's order whatever the order of arrival, seed %i",
  (seed) => {
    const random = seeded(seed);
    const window = new MessageWindow(() => false);
    const count = 1 + Math.floor(random() * 60);
    const first = 1 + Math.floor(random() * count);
    const later = Array.from({ length: count }, (_, at) => message(at + 1)).filter((m) => m.seq >= first);
    const arrivals = [...later, ...later.filter(() => random() < 0.3)].sort(() => random() - 0.5);
    const before = Array.from({ length: first - 1 }, (_, at) => message(at + 1));
    const half = Math.floor(random() * arrivals.length);
    window.add(arrivals.slice(0, half));
    expect(numbers(window)).toEqual([]);
    window.reset(before.slice(-10), true);
    for (const arrival of arrivals.slice(half)) {
      window.add([arrival]);
      const shown = numbers(window);
      expect(shown).toEqual(shown.map((_, at) => window.base + 1 + at));
    }
    window.prepend(before.slice(0, Math.max(0, before.length - 10)).reverse());
    expect(numbers(window)).toEqual(Array.from({ length: count }, (_, at) => at + 1));
    expect(window.behind()).toBe(false);
  },
);

it("waits at a gap, and knows that it is behind", () => {
  const window = new MessageWindow(() => false);
  window.reset([message(1)], true);
  window.add([message(3), message(4)]);
  expect(numbers(window)).toEqual([1]);
  expect(window.behind()).toBe(true);
  window.add([message(2)]);
  expect(numbers(window)).toEqual([1, 2, 3, 4]);
  expect(window.behind()).toBe(false);
});

it("keeps an object until something in it changed", () => {
  const window = new MessageWindow(() => false);
  window.reset([message(1), message(2)], true);
  const [one, two] = window.messages();
  window.add([
    message(1),
    message(2, { content: "x", is_edited: true, updated_at: "2026-01-01T00:00:01.000Z" }),
  ]);
  expect(window.messages()[0]).toBe(one);
  expect(window.messages()[1]).not.toBe(two);
  expect(window.messages()[1]?.content).toBe("x");
});

it("does not go back to an older copy, whichever comes last", () => {
  const old = message(1);
  const edited = message(1, { content: "x", is_edited: true, updated_at: "2026-01-01T00:00:01.000Z" });
  const deleted = message(1, { content: "[消息已删除]", is_deleted: true });
  for (const [a, b, result] of [
    [old, edited, edited],
    [edited, old, edited],
    [edited, deleted, deleted],
    [deleted, edited, deleted],
  ] as const) {
    expect(laterCopy(a, b)).toBe(result);
  }
});

it("applies an edit and a delete to a page that was read before them", () => {
  const window = new MessageWindow(() => false);
  window.known.change(message(1, { content: "x", is_edited: true, updated_at: "2026-01-01T00:00:01.000Z" }));
  window.known.erase(2);
  window.reset([message(1), message(2), message(3)], true);
  expect(window.messages().map((m) => m.content)).toEqual(["x", "[消息已删除]", "m3"]);
});

it("does not follow new messages while it shows older ones", () => {
  const window = new MessageWindow(() => false);
  window.reset([message(5), message(6)], false);
  window.add([message(7), message(20)]);
  expect(numbers(window)).toEqual([5, 6]);
  expect([window.behind(), window.last]).toEqual([false, 20]);
  window.add([message(8), message(7)], true);
  expect(numbers(window)).toEqual([5, 6, 7, 8]);
});
