/** Small parts that need neither a server nor a clock. */
import { expect, it } from "vitest";
import { ChatError } from "../src/error.js";
import { SEQ_MAX } from "../src/generated/facts.js";
import { goneReason } from "../src/room/gone.js";
import { seqOf } from "../src/state/message-id.js";
import { changeItem, keepUnchanged, newestMessage } from "../src/state/room-items.js";
import { readClaims, tokenUser } from "../src/transport/claims.js";

const item = (id: number, change = {}) =>
  ({ id, name: `room ${id}`, unread_count: 0, last_message: null, ...change }) as never as Parameters<
    typeof newestMessage
  >[0];

it("reads the number of a message from its id, for the smallest and the largest room and number", () => {
  const room = 2 ** 25 - 1;
  expect([seqOf(SEQ_MAX + 2), seqOf(room * (SEQ_MAX + 1) + SEQ_MAX), seqOf(0)]).toEqual([1, SEQ_MAX, 0]);
});

it("tells why a refusal closes a room, and which errors do not", () => {
  const reasons = [
    new ChatError(404, "room_not_found"),
    new ChatError(403, "banned"),
    new ChatError(403, "not_a_member"),
    new ChatError(403, "role_required"),
    new ChatError(503, "store_unavailable"),
    new TypeError("no connection"),
  ].map(goneReason);
  expect(reasons).toEqual(["not_found", "banned", "not_a_member", "forbidden", undefined, undefined]);
});

it("keeps the object of a room list item until something in it changes", () => {
  const [one, two] = [item(1), item(2)];
  const find = (id: number) => [one, two].find((each) => each.id === id);
  const kept = keepUnchanged([item(1), item(2, { unread_count: 3 })], find);
  expect([kept[0] === one, kept[1] === two, kept[1]?.unread_count]).toEqual([true, false, 3]);
});

it("changes one item of the room list in its place or at the top, and none if the room is not listed", () => {
  const items = [item(1), item(2)];
  const read = () => ({ unread_count: 5 });
  expect(changeItem(items, 2, false, read).map((each) => [each.id, each.unread_count])).toEqual([
    [1, 0],
    [2, 5],
  ]);
  expect(changeItem(items, 2, true, read).map(({ id }) => id)).toEqual([2, 1]);
  expect(changeItem(items, 3, true, read)).toBe(items);
});

it("shows the newest message of a room by at most 100 characters, and never an older one", () => {
  const message = (id: number, content: string) =>
    ({ id, content, sender: { username: "b" }, created_at: "2026-01-01T00:00:00.000Z" }) as never;
  const shown = newestMessage(item(1), message(7, "😀".repeat(150)));
  expect([...(shown?.content ?? "")].length).toBe(100);
  expect(newestMessage(item(1, { last_message: shown }), message(6, "older"))).toBe(shown);
});

it("names the user of a token by user_id, then by sub, and nobody for what is not a token", () => {
  const token = (claims: object) => `h.${btoa(JSON.stringify(claims))}.s`;
  expect(["x", token({ sub: "s" }), token({ user_id: 7, sub: "s" })].map(tokenUser)).toEqual(["", "s", "7"]);
  expect(readClaims("not a token")).toEqual({});
});
