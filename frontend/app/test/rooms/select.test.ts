import { expect, test } from "vitest";
import { otherRooms, ownRooms } from "../../src/rooms/select.ts";
import { listed } from "../fakes.tsx";

const ids = (rooms: readonly { id: number }[]) => rooms.map((room) => room.id);

test("a public room that the user is invited to stands among the user's own rooms only", () => {
  const invited = listed(1, { is_member: false });
  const rooms = {
    mine: [invited],
    public: [listed(1, { is_member: false }), listed(2, { is_member: false })],
  };
  expect(ids(ownRooms(rooms, "", []))).toEqual([1]);
  expect(ids(otherRooms(rooms, ""))).toEqual([2]);
});

test("pinned rooms come first, and the order stays otherwise", () => {
  const rooms = { mine: [listed(1), listed(2), listed(3)] };
  expect(ids(ownRooms(rooms, "", [3]))).toEqual([3, 1, 2]);
});

test("rooms are found by a part of their name or description, in capitals or not", () => {
  const rooms = {
    mine: [listed(1, { name: "Garden" }), listed(2, { description: "all about GARDENS" }), listed(3)],
    public: [listed(4, { name: "garden party" }), listed(5)],
  };
  expect(ids(ownRooms(rooms, " garden ", []))).toEqual([1, 2]);
  expect(ids(otherRooms(rooms, "garden"))).toEqual([4]);
});
