/** The parts of a room that need no server: announcements, keystrokes, details, opening and closing. */
import { expect, it, vi } from "vitest";
import { ChatError } from "../../src/index.js";
import { ECHO_WITHIN_MS, REFRESH_AFTER_MS, TYPING_EVERY_MS } from "../../src/limits.js";
import { createAnnouncements } from "../../src/room/announcements.js";
import type { Opening } from "../../src/room/context.js";
import { createDetails } from "../../src/room/details.js";
import { createFrames } from "../../src/room/frames.js";
import { createKeystrokes } from "../../src/room/keystrokes.js";
import { createLifetime } from "../../src/room/lifetime.js";
import { createViews } from "../../src/room/views.js";
import { Clock } from "../world.js";

/** What the parts of room 1 have in common; `rest` answers their requests. */
function contextOf(rest: object = {}) {
  const clock = new Clock();
  const check = vi.fn();
  const opening: Opening = { isWatched: true, isOpen: true, count: 1, gone: null };
  const transport = {
    env: { after: clock.after, now: () => clock.now },
    link: { live: () => ({ check }) },
    lines: { say: vi.fn(() => true), follow: vi.fn(), unfollow: vi.fn() },
    pauses: { pause: async () => {} },
    soon: (fn: () => void) => fn(),
    rest,
  };
  const session = {
    isMe: ({ id }: { id: number }) => id === 1,
    me: { get: () => null },
    start: vi.fn(),
    diagnose: vi.fn(),
  };
  const lists = { rooms: { read: vi.fn() }, notifications: { read: vi.fn() } };
  const line = { id: 1, phase: "l" };
  const events = { read: vi.fn(), show: vi.fn(), gone: vi.fn() };
  return { clock, check, opening, transport, session, lists, line, ...events };
}
type Context = ReturnType<typeof contextOf>;

it("tells of each live message once, of old ones never, and checks the connection if an own one does not come", async () => {
  const context = contextOf();
  const { onMessage, message, expect: await_ } = createAnnouncements(context as never);
  const heard = vi.fn();
  onMessage(({ id }) => heard(id));
  for (const id of [1, 1, 2]) message({ id } as never);
  message({ id: 3 } as never, true);
  message({ id: 3 } as never);
  expect(heard.mock.calls.flat()).toEqual([1, 2]);
  await_({ id: 2 } as never);
  await context.clock.advance(ECHO_WITHIN_MS);
  expect(context.check).not.toHaveBeenCalled();
  await_({ id: 9 } as never);
  await context.clock.advance(ECHO_WITHIN_MS);
  expect(context.check).toHaveBeenCalledOnce();
});

it("tells of typing once in a while, and again after a message", async () => {
  const context = contextOf();
  const { keystroke, sent } = createKeystrokes(context as never);
  for (const after of [keystroke, sent, keystroke]) {
    keystroke();
    after();
  }
  expect(context.transport.lines.say).toHaveBeenCalledTimes(2);
  await context.clock.advance(TYPING_EVERY_MS);
  keystroke();
  expect(context.transport.lines.say).toHaveBeenCalledTimes(3);
});

it("reads the details once for several changes, and shows one's own role at once", async () => {
  const member = { id: 1, role: "member", username: "a" };
  const rest = {
    getRoom: vi.fn(async () => ({ is_member: true })),
    getMe: async () => member,
    listMembers: async () => ({ items: [member] }),
  };
  const context = contextOf(rest);
  const taken = vi.fn();
  const details = createDetails(context as never, () => {}, taken);
  await details.read(true);
  details.take({ type: "member_updated", room_id: 1, user: { id: 1 }, role: "admin" } as never);
  details.refresh();
  expect([details.own.get()?.role, rest.getRoom.mock.calls.length]).toEqual(["admin", 1]);
  await context.clock.advance(REFRESH_AFTER_MS);
  expect(rest.getRoom).toHaveBeenCalledTimes(2);
  expect(taken.mock.calls.map(([, isFirst]) => isFirst)).toEqual([true, false]);
});

it("says why the details cannot be read, unless the room was opened again meanwhile", async () => {
  const rest = { getRoom: () => Promise.reject(new ChatError(404, "room_not_found")) };
  const context = contextOf(rest);
  const details = createDetails(
    context as never,
    () => {},
    () => {},
  );
  const first = details.read(true);
  context.opening.count += 1;
  await first;
  expect(context.gone).not.toHaveBeenCalled();
  await details.read(true);
  expect(context.gone).toHaveBeenCalledOnce();
});

/** The parts of a room, played by hand. */
const partsOf = () => ({
  history: {
    start: vi.fn(),
    close: vi.fn(),
    live: vi.fn(),
    take: vi.fn(),
    expect: vi.fn(),
    current: () => true,
    window: {
      loaded: true,
      base: 0,
      last: 3,
      atEnd: true,
      cut: vi.fn(),
      find: () => undefined,
      messages: () => [],
      known: { change: vi.fn(), erase: vi.fn() },
    },
  },
  people: { reset: vi.fn(), read: vi.fn(), online: vi.fn(), typing: vi.fn(), join: vi.fn(), leave: vi.fn() },
  reading: { send: vi.fn(), read: vi.fn(), stand: vi.fn(), from: () => null, unread: { show: vi.fn() } },
  details: { read: vi.fn(), refresh: vi.fn(), take: vi.fn(), own: { set: vi.fn() } },
  ownMessages: { entries: () => [] },
  announcements: { frame: vi.fn(), message: vi.fn(), member: vi.fn() },
});

it("opens while it is watched, reads again after a lost connection, and closes with a reason", () => {
  const context = contextOf();
  const parts = partsOf();
  const { opening, transport } = context;
  const lifetime = createLifetime(context as never, parts as never);
  opening.isOpen = false;
  lifetime.open();
  lifetime.open();
  lifetime.live(3);
  expect([opening.count, transport.lines.follow.mock.calls.length, parts.details.read.mock.calls]).toEqual([
    2,
    1,
    [[true]],
  ]);
  lifetime.live(4);
  expect(parts.details.read).toHaveBeenLastCalledWith(false);
  lifetime.gone(new ChatError(503, "store_unavailable"));
  expect(opening.isOpen).toBe(true);
  lifetime.gone("banned");
  expect([opening, transport.lines.unfollow.mock.calls.length]).toMatchObject([
    { isOpen: false, gone: { gone: "banned" } },
    1,
  ]);
});

it("shows how complete a room is", () => {
  const context = contextOf();
  const parts = partsOf();
  const { phase, show } = createViews(context as never, parts as never);
  const after = (change: (context: Context) => void) => {
    change(context);
    show();
    return phase.get();
  };
  expect([
    after(() => {}),
    after(({ line }) => Object.assign(line, { phase: "w" })),
    after(() => Object.assign(parts.history.window, { loaded: false })),
    after(({ opening }) => Object.assign(opening, { isOpen: false })),
    after(({ opening }) => Object.assign(opening, { gone: { gone: "left" } })),
  ]).toEqual(["current", "catching_up", "loading", "cold", { gone: "left" }]);
});

it("gives each frame to the part that it is for", () => {
  const context = contextOf();
  const parts = partsOf();
  const take = createFrames(context as never, parts as never);
  const user = { id: 2 };
  const frames = [
    { type: "subscribed", online_user_ids: [2] },
    { type: "chat_message", message: { id: 5, sender: user } },
    { type: "message_updated", message: { id: 5 } },
    { type: "message_deleted", seq: 5 },
    { type: "pong", last_seq: 9 },
    { type: "user_join", user },
    { type: "user_leave", user },
    { type: "room_updated" },
    { type: "member_left", user },
    { type: "read", user, message_id: 5 },
    { type: "read", user: { id: 1 }, message_id: 6, me: { notify: "all" } },
    { type: "room_added", room: { me: { notify: "none" } } },
    { type: "error", message: "no" },
  ];
  for (const frame of frames) take(frame as never);
  const { announcements, details, history, people } = parts;
  expect(people.online).toHaveBeenCalledWith([2]);
  expect(history.take).toHaveBeenCalledOnce();
  expect(announcements.frame).toHaveBeenCalledTimes(frames.length);
  expect(announcements.message).toHaveBeenCalledOnce();
  expect(history.window.known.change).toHaveBeenCalledWith({ id: 5 });
  expect(history.window.known.erase).toHaveBeenCalledWith(5);
  expect(history.expect).toHaveBeenCalledWith(9);
  expect([people.join.mock.calls.length, people.leave.mock.calls.length]).toEqual([1, 1]);
  expect(details.refresh).toHaveBeenCalledOnce();
  expect(announcements.member).toHaveBeenCalledWith({ type: "member_left", user, afterSeq: 3 });
  expect(people.read).toHaveBeenCalledExactlyOnceWith(2, 5);
  expect(context.lists.rooms.read).toHaveBeenCalledExactlyOnceWith(1, 6);
  expect(parts.reading.stand.mock.calls).toEqual([[{ notify: "all" }], [{ notify: "none" }]]);
  expect(context.session.diagnose).toHaveBeenCalledExactlyOnceWith("no");
});
