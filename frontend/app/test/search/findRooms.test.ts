import { expect, test } from "vitest";
import { findRooms } from "../../src/search/findRooms.ts";
import { listed, user } from "../fakes.tsx";

const ming = { ...user(3, "ming"), first_name: "小明", last_name: "王" };
const mine = [
  listed(1, { name: "The design" }),
  listed(2, { name: "Design" }),
  listed(3, { name: "ming", is_direct: true, direct_user: ming }),
];
const ids = (words: string) =>
  findRooms({ mine, public: [listed(2), listed(4, { name: "Redesign" })] }, words).map(({ id }) => id);

test("rooms whose name begins with the words come first, then those that have them, then public ones", () => {
  expect(ids("ｄｅｓ")).toEqual([2, 1, 4]);
});

test("a direct room is found by the other user's name and username", () => {
  expect(ids("王小")).toEqual([3]);
  expect(ids("MING")).toEqual([3]);
});

test("without words the user's own rooms are there as they stand in the list", () => {
  expect(ids("")).toEqual([1, 2, 3]);
});
