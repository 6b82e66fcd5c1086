/** The lines of a link: who uses it, what frames mean to them, and what follows a refusal. */
import { expect, it, vi } from "vitest";
import { ChatError } from "../../src/index.js";
import { createAttempts } from "../../src/transport/attempts.js";
import type { Line } from "../../src/transport/channel.js";
import { takeFrame } from "../../src/transport/line-frames.js";
import { Lines } from "../../src/transport/lines.js";
import { createUsers } from "../../src/transport/users.js";
import { Clock } from "../world.js";

/** The lines of a link that is live, or not. */
function linked(isLive = true) {
  const clock = new Clock();
  const sent: object[] = [];
  const send = (frame: object) => !!sent.push(frame);
  const link = { live: () => (isLive ? { send } : null), connect: vi.fn(), close: vi.fn() };
  const users = createUsers(link as never);
  const lines = new Lines(link as never, users);
  const env = { after: clock.after, random: () => 0.5 } as never;
  return { clock, lines, link, sent, users, hear: (frame: object) => takeFrame(env, lines, frame as never) };
}

const lineOf = (id: number, change: Partial<Line> = {}): Line => ({
  id,
  phase: "o",
  since: () => undefined,
  probe: async () => undefined,
  frame: vi.fn(),
  live: vi.fn(),
  gone: vi.fn(),
  ...change,
});

it("connects for its first user and closes with its last one; rooms count as users", () => {
  const { lines, link, users } = linked(false);
  const [list, line] = [{}, lineOf(1)];
  const live = vi.fn();
  users.hold(list, live);
  lines.follow(line);
  users.release(list);
  expect([link.connect.mock.calls.length, link.close.mock.calls.length, live.mock.calls.length]).toEqual([
    2, 0, 0,
  ]);
  lines.unfollow(line);
  expect(link.close).toHaveBeenCalledOnce();
});

it("calls a user at once if the link is live, and whenever it is live again", () => {
  const { users } = linked();
  const live = vi.fn();
  users.hold(users, live);
  users.hold(users, live);
  users.up();
  expect(live).toHaveBeenCalledTimes(2);
});

it("subscribes, is live when that is granted, and wanted again when the link is down", () => {
  const { hear, lines, sent } = linked();
  const line = lineOf(1, { since: () => 7 });
  lines.follow(line);
  expect([line.phase, lines.say(line, { type: "typing", is_typing: true })]).toEqual(["a", false]);
  hear({ type: "live", room_id: 1, last_seq: 9 });
  hear({ type: "pong", last_seqs: { 1: 9, 2: 4 } });
  expect([line.phase, lines.say(line, { type: "typing", is_typing: true })]).toEqual(["l", true]);
  expect(line.live).toHaveBeenCalledExactlyOnceWith(9);
  expect(line.frame).toHaveBeenCalledExactlyOnceWith({ type: "pong", last_seq: 9 });
  lines.down();
  expect([line.phase, sent]).toEqual([
    "w",
    [
      { type: "subscribe", room_id: 1, since: 7 },
      { type: "typing", room_id: 1, is_typing: true },
    ],
  ]);
});

it.each([
  [{ type: "unsubscribed", reason: "room_closed" }, "room_closed"],
  [{ type: "room_removed", reason: "banned" }, "banned"],
  [{ type: "unsubscribed", reason: "replaced" }, undefined],
])("ends a line for the server's reason, and waits where another connection took it: %o", (frame, reason) => {
  const { hear, lines } = linked();
  const line = lineOf(1);
  lines.follow(line);
  hear({ type: "live", room_id: 1 });
  hear({ ...frame, room_id: 1 });
  expect([line.phase, vi.mocked(line.gone).mock.calls.flat()]).toEqual(["w", reason ? [reason] : []]);
});

it("keeps a line whose user has left or unsubscribed, and drops frames of rooms without a line", () => {
  const { hear, lines } = linked();
  const line = lineOf(1);
  lines.follow(line);
  hear({ type: "live", room_id: 1 });
  hear({ type: "room_removed", reason: "left", room_id: 1 });
  hear({ type: "unsubscribed", room_id: 1 });
  hear({ type: "typing", room_id: 2 });
  expect([line.phase, vi.mocked(line.gone).mock.calls, vi.mocked(line.frame).mock.calls]).toEqual([
    "l",
    [],
    [],
  ]);
});

it("lets the line that was wanted first make room for another one, which is asked for when there is room", () => {
  const { hear, lines, sent } = linked();
  const [first, second, third] = [lineOf(1), lineOf(2), lineOf(3)];
  for (const line of [first, second]) {
    lines.follow(line);
    hear({ type: "live", room_id: line.id });
  }
  lines.follow(third);
  hear({ type: "error", room_id: 3, code: "too_many_subscriptions" });
  expect([first.phase, second.phase, third.phase]).toEqual(["w", "l", "w"]);
  expect(sent.at(-1)).toMatchObject({ type: "unsubscribe", room_id: 1 });
  hear({ type: "unsubscribed", room_id: 1 });
  expect([first.phase, second.phase, third.phase]).toEqual(["w", "l", "a"]);
  expect(sent.at(-1)).toMatchObject({ type: "subscribe", room_id: 3 });
});

it("asks for the line that waits when another one has ended", () => {
  const { hear, lines, sent } = linked();
  const [first, second] = [lineOf(1), lineOf(2)];
  for (const line of [first, second]) lines.follow(line);
  hear({ type: "live", room_id: 2 });
  hear({ type: "error", room_id: 1, code: "too_many_subscriptions" });
  lines.unfollow(second);
  hear({ type: "error", room_id: 1, code: "too_many_subscriptions" });
  expect(first.phase).toBe("w");
  hear({ type: "unsubscribed", room_id: 2 });
  expect([first.phase, sent.at(-1)]).toMatchObject(["a", { type: "subscribe", room_id: 1 }]);
});

it.each([
  [403, true],
  [404, true],
  [503, false],
])(
  "ends a refused line if REST says why for good, else asks again after a while: %i",
  async (status, isGone) => {
    const { clock, hear, lines } = linked();
    const line = lineOf(1, { probe: () => Promise.reject(new ChatError(status, "reason")) });
    lines.follow(line);
    hear({ type: "error", room_id: 1, code: "forbidden" });
    await clock.advance(0);
    expect([line.phase, vi.mocked(line.gone).mock.calls.length]).toEqual(["w", isGone ? 1 : 0]);
    await clock.advance(30_000);
    expect(line.phase).toBe(isGone ? "w" : "a");
  },
);

it("waits longer after each failed attempt, not at all after a first change of access, and says what is last", async () => {
  const clock = new Clock();
  const retry = vi.fn();
  const env = { after: clock.after, now: () => clock.now, random: () => 1, online: () => true } as never;
  const attempts = createAttempts(env, retry);
  const cause = new ChatError(0, "lost");
  const isFirst = attempts.begin();
  const waits = [true, true, false].map((atOnce) => {
    const state = attempts.failed(cause, atOnce);
    return state.at === "waiting" && state.retryAt - clock.now;
  });
  expect(waits).toEqual([0, 700, 980]);
  const isLast = attempts.begin();
  await clock.advance(60_000);
  expect([isFirst(), isLast(), attempts.failures()]).toEqual([false, true, 3]);
});
