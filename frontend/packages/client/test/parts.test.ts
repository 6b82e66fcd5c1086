/** Small parts that need neither a server nor a clock. */
import { expect, it } from "vitest";
import { ChatError } from "../src/error.js";
import { SEQ_MAX } from "../src/generated/facts.js";
import type { RoomListItem } from "../src/index.js";
import { goneReason } from "../src/room/gone.js";
import { seqOf } from "../src/state/message-id.js";
import {
  addItem,
  advance,
  changeItem,
  keepUnchanged,
  lastMessage,
} from "../src/state/room-list/room-items.js";
import { readClaims, tokenUser } from "../src/transport/claims.js";

const item = (id: number, change = {}) =>
  ({ id, name: `room ${id}`, unread_count: 0, last_message: null, ...change }) as never as RoomListItem;

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

it("changes one item of the room list in its place, and none if the room is not listed", () => {
  const items = [item(1), item(2)];
  const read = () => ({ unread_count: 5 });
  expect(changeItem(items, 2, read).map((each) => [each.id, each.unread_count])).toEqual([
    [1, 0],
    [2, 5],
  ]);
  expect(changeItem(items, 3, read)).toBe(items);
});

it("shows a message in the list by at most 100 characters", () => {
  const sender = { id: 2, username: "b" };
  const shown = lastMessage({ id: 7, content: "😀".repeat(150), sender } as never);
  expect([[...shown.content].length, shown.sender, shown.sender_id]).toEqual([100, "b", 2]);
});

const last = (seq: number, updated = 1, created = seq) => ({
  id: SEQ_MAX + 1 + seq,
  content: `m${seq}.${updated}`,
  created_at: `2026-01-01T00:00:0${created}.000Z`,
  updated_at: `2026-01-01T00:00:0${updated}.000Z`,
});
const listed = (seq: number, change = {}) =>
  item(1, { is_member: true, created_at: "2026-01-01T00:00:00.000Z", last_message: last(seq), ...change });
const shown = ([first]: readonly RoomListItem[]) => [
  first?.last_message?.content,
  first?.unread_count,
  first?.last_read_seq,
];

it("takes the newer message and the later copy, never the older ones, and counts what is unread", () => {
  const items = [listed(3, { unread_count: 1 })];
  expect(shown(advance(items, 1, last(5) as never, 0))).toEqual(["m5.1", 3, 2]);
  expect(shown(advance(items, 1, last(3, 2) as never, 0))).toEqual(["m3.2", 1, 2]);
  expect(advance(items, 1, last(2, 9) as never, 0)).toBe(items);
  expect(advance(items, 2, last(9) as never, 0)).toBe(items);
});

it("moves the read position by an own message, however late it comes, and never back", () => {
  const items = [listed(7, { unread_count: 4 })];
  expect(shown(advance(items, 1, last(5) as never, 5))).toEqual(["m7.1", 2, 5]);
  expect(shown(advance(items, 1, null, 7))).toEqual(["m7.1", 0, 7]);
  expect(advance(items, 1, null, 2)).toBe(items);
});

it("puts a room before those that were active earlier, and counts nothing for who is no member", () => {
  const other = item(2, { created_at: "2026-01-01T00:00:06.000Z" });
  const order = (seq: number) => advance([other, listed(1)], 1, last(seq) as never, 0).map(({ id }) => id);
  expect([order(5), order(7)]).toEqual([
    [2, 1],
    [1, 2],
  ]);
  expect(shown(advance([listed(1, { is_member: false })], 1, last(9) as never, 0))[1]).toBe(0);
});

it("adds a room once, and keeps a newer message that is known of it", () => {
  const known = [listed(5, { unread_count: 2, is_member: false })];
  expect(shown(addItem(known, listed(3)))).toEqual(["m5.1", 2, undefined]);
  expect(shown(addItem(known, listed(6, { unread_count: 3 })))).toEqual(["m6.1", 3, undefined]);
  expect(addItem(addItem([], listed(1)), listed(1)).length).toBe(1);
});

it("names the user of a token by user_id, then by sub, and nobody for what is not a token", () => {
  const token = (claims: object) => `h.${btoa(JSON.stringify(claims))}.s`;
  expect(["x", token({ sub: "s" }), token({ user_id: 7, sub: "s" })].map(tokenUser)).toEqual(["", "s", "7"]);
  expect(readClaims("not a token")).toEqual({});
});
