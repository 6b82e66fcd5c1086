import { expect, test } from "vitest";
import { sortMembers } from "../../src/people/sortMembers.ts";
import { ALICE, BOB, member, user } from "../fakes.tsx";

const ming = { ...user(3, "ming"), first_name: "小明", last_name: "王" };
const members = [member(ALICE), member(BOB), member(ming)];
const ids = (list: readonly { id: number }[]) => list.map(({ id }) => id);

test("members who are online come first", () => {
  expect(ids(sortMembers(members, "", ({ id }) => id === 2))).toEqual([2, 1, 3]);
});

test("members are found by a part of their username or name", () => {
  const nobody = () => false;
  expect(ids(sortMembers(members, " BO", nobody))).toEqual([2]);
  expect(ids(sortMembers(members, "王小", nobody))).toEqual([3]);
  expect(ids(sortMembers(members, "min", nobody))).toEqual([3]);
});
