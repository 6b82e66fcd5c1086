import { expect, test } from "vitest";
import { replyCount } from "../../src/threads/replies.ts";
import { local, message, sent } from "../fakes.tsx";

const root = message(1, { reply_count: 2, last_reply_id: 103 });

test("replies that are newer than the counted ones are added", () => {
  const reply = (seq: number) => sent(seq, { thread_id: root.id });
  const entries = [sent(1), reply(2), reply(3), sent(4), reply(5), reply(6), local("a")];
  expect(replyCount(entries, root)).toBe(4);
  expect(replyCount(entries, message(4))).toBe(0);
  expect(replyCount([...entries, reply(7)], root)).toBe(5);
});

test("a server without threads tells no number", () => {
  const old = { ...root, reply_count: undefined, last_reply_id: undefined } as unknown as typeof root;
  expect(replyCount([sent(1), sent(2)], old)).toBe(0);
});
