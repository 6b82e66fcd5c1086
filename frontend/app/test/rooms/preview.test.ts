import { expect, test } from "vitest";
import { previewOf } from "../../src/rooms/preview.ts";
import { en } from "../../src/text/en.ts";
import { ALICE, BOB, listed } from "../fakes.tsx";

const last = (more: object) => ({
  id: 101,
  content: "hello",
  sender: "alice",
  sender_id: ALICE.id,
  is_deleted: false,
  created_at: "2026-01-01T12:00:00.000Z",
  updated_at: "2026-01-01T12:00:00.000Z",
  ...more,
});
const preview = (more: object, userId?: number) =>
  previewOf(en, listed(1, { last_message: last(more) }), userId);

test("the sender is the user if the ids are equal, not if the usernames are", () => {
  expect(preview({}, ALICE.id)).toBe("you: hello");
  expect(preview({ sender_id: 77 }, ALICE.id)).toBe("alice: hello");
  expect(preview({ sender: "bob", sender_id: BOB.id }, ALICE.id)).toBe("bob: hello");
});

test("before the user is known, nobody is the user", () => {
  expect(preview({})).toBe("alice: hello");
  expect(preview({ sender_id: null })).toBe("alice: hello");
});

test("a message is deleted if the server says so, not if its text looks like it", () => {
  expect(preview({ content: "[消息已删除]" })).toBe("alice: [消息已删除]");
  expect(preview({ content: "[消息已删除]", is_deleted: true })).toBe("alice: Message deleted");
});

test("a message without text is a file", () => {
  expect(preview({ content: "" })).toBe("alice: File");
});

test("a room without messages shows its description, else its number of members", () => {
  expect(previewOf(en, listed(1, { description: "About plants" }), 1)).toBe("About plants");
  expect(previewOf(en, listed(1), 1)).toBe("2 members");
});
