import type { MemberEvent } from "@roomcast/client";
import { expect, test } from "vitest";
import { memberEventsOf } from "../../src/timeline/memberEvents.ts";
import { ALICE, asRoom, BOB, fakeRoom, member } from "../fakes.tsx";

/** A room whose events are collected; `say` reports one about bob below a message. */
function collected() {
  const room = fakeRoom();
  let listener: (event: MemberEvent) => void = () => undefined;
  room.onMember.mockImplementation(((given: typeof listener) => {
    listener = given;
    return () => undefined;
  }) as never);
  const events = memberEventsOf(asRoom(room));
  events.collect();
  const say = (type: string, afterSeq: number, more: object = {}) =>
    listener({
      type,
      user: BOB,
      role: "member",
      is_muted: false,
      afterSeq,
      ...more,
    } as unknown as MemberEvent);
  const kinds = (seq: number) =>
    events
      .get()
      .get(seq)
      ?.map((event) => event.kind);
  return { room, events, say, kinds };
}

test("joining and leaving are shown below the message after which they happened", () => {
  const { say, kinds } = collected();
  say("member_joined", 1);
  say("member_left", 2);
  expect([kinds(1), kinds(2)]).toEqual([["joined"], ["left"]]);
});

test("the same event of two connections is shown once", () => {
  const { say, kinds } = collected();
  say("member_joined", 1);
  say("member_joined", 1);
  expect(kinds(1)).toEqual(["joined"]);
});

test("a change says what is different from what was known about the member", () => {
  const { room, say, kinds } = collected();
  room.members.set({ members: [member(ALICE), member(BOB)], hasMore: false, loaded: true });
  say("member_updated", 1, { role: "admin" });
  say("member_updated", 2, { role: "admin", is_muted: true });
  say("member_updated", 3, { is_muted: true });
  say("member_updated", 4);
  expect([1, 2, 3, 4].map(kinds)).toEqual([["admin"], ["muted"], ["member"], ["unmuted"]]);
});

test("a change says the present standing if nothing was known about the member", () => {
  for (const [more, kind] of [
    [{ role: "admin" }, "admin"],
    [{ is_muted: true }, "muted"],
    [{}, "writer"],
  ] as const) {
    const { say, kinds } = collected();
    say("member_updated", 1, more);
    expect(kinds(1)).toEqual([kind]);
  }
});

test("events below the oldest of more than a hundred messages are forgotten", () => {
  const { say, kinds } = collected();
  for (let seq = 1; seq <= 101; seq += 1) say(seq % 2 ? "member_joined" : "member_left", seq);
  expect([kinds(1), kinds(2), kinds(101)]).toEqual([undefined, ["left"], ["joined"]]);
});

test("a room has one collection of events", () => {
  const { room, events } = collected();
  expect(memberEventsOf(asRoom(room))).toBe(events);
});
