/** The parts of the room list: its state, how it is read, the frames of the last moments. */
import { expect, it, vi } from "vitest";
import { ChatError, type RoomListItem, type Standing } from "../../src/index.js";
import { READ_AGAIN_MS, REPLAY_FRAMES_MS } from "../../src/limits.js";
import { createListState } from "../../src/state/room-list/list-state.js";
import { createReads } from "../../src/state/room-list/reads.js";
import { createRecent } from "../../src/state/room-list/recent.js";
import { applyFrame } from "../../src/state/room-list/room-frames.js";
import { Clock } from "../world.js";

const item = (id: number, change = {}) =>
  ({ id, name: `room ${id}`, unread_count: id, last_message: null, ...change }) as never as RoomListItem;

/** A room list whose pages are those of `pages`, by cursor. */
function listed(listRooms: (query: { scope: string; cursor?: string }) => Promise<object>) {
  const clock = new Clock();
  const env = { after: clock.after, random: () => 1 };
  const transport = { env, rest: { listRooms }, soon: (fn: () => void) => fn(), onChange: vi.fn() } as never;
  const state = createListState(transport);
  const recent = createRecent({ now: () => clock.now }, () => false);
  const reads = createReads(transport, { start: () => {} } as never, state, recent, () => true);
  return { clock, reads, recent, state };
}

it("reads all pages of the user's own rooms, and the first one of the public rooms", async () => {
  const asked = vi.fn(async ({ scope, cursor }: { scope: string; cursor?: string }) => ({
    items: [item(scope === "public" ? 9 : cursor ? 2 : 1)],
    next: cursor ? null : "more",
  }));
  const { clock, reads, state } = listed(asked);
  await Promise.all([reads.refresh(false), reads.refresh(true)]);
  const { mine, public: others, hasMorePublic, unreadTotal, loaded } = state.get();
  expect([mine.map(({ id }) => id), others.map(({ id }) => id)]).toEqual([[1, 2], [9]]);
  expect([hasMorePublic, unreadTotal, loaded, asked.mock.calls.length]).toEqual([true, 3, true, 3]);
  const [first] = mine;
  await reads.live();
  expect([state.get().mine[0] === first, state.find(9)?.id]).toEqual([true, 9]);
  await clock.advance(READ_AGAIN_MS);
  expect(asked.mock.calls.length).toBe(7);
});

it("shows the error of a read, and reads again after a while", async () => {
  let isDown = true;
  const { clock, reads, state } = listed(async () => {
    if (isDown) throw new ChatError(503, "down");
    return { items: [], next: null };
  });
  await reads.refresh(true);
  expect([state.get().loaded, state.get().error?.status]).toEqual([false, 503]);
  isDown = false;
  await clock.advance(3_000);
  expect([state.get().loaded, state.get().error]).toEqual([true, null]);
});

it("applies the frames of the last moments to what was read, and forgets them", async () => {
  const clock = new Clock();
  const recent = createRecent({ now: () => clock.now }, () => false);
  recent.add({ type: "room_added", room: item(5) } as never);
  recent.add({ type: "room_removed", room_id: 1 } as never);
  expect(recent.over([item(1), item(2)]).map(({ id }) => id)).toContain(5);
  expect(recent.over([item(1), item(2)]).map(({ id }) => id)).not.toContain(1);
  await clock.advance(REPLAY_FRAMES_MS);
  expect(recent.over([item(1)]).map(({ id }) => id)).toEqual([1]);
  recent.add({ type: "room_removed", room_id: 1 } as never);
  await clock.advance(REPLAY_FRAMES_MS - 1);
  recent.add({ type: "room_removed", room_id: 2 } as never);
  expect(recent.over([item(1), item(2)])).toEqual([]);
  await clock.advance(1);
  expect(recent.over([item(1), item(2)]).map(({ id }) => id)).toEqual([1]);
});

it("forgets the frames of the last moments when the clock is set back", () => {
  let now = 1_000_000;
  const recent = createRecent({ now: () => now }, () => false);
  recent.add({ type: "room_removed", room_id: 1 } as never);
  now -= REPLAY_FRAMES_MS;
  expect(recent.over([item(1)]).map(({ id }) => id)).toEqual([1]);
});

it("tells what shows the list of each change", () => {
  const onChange = vi.fn();
  const state = createListState({ soon: (fn: () => void) => fn(), onChange } as never);
  const seen = vi.fn();
  state.subscribe(seen);
  state.change({ mine: [item(3)] });
  expect([state.get().unreadTotal, seen.mock.calls.length, onChange.mock.calls.length]).toEqual([3, 1, 1]);
});

const me = (updated_at: string, last_read_seq: number, unread_from_seq: number | null = null) =>
  ({ updated_at, last_read_seq, unread_from_seq, notify: "all" }) as never as Standing;
const newest = { last_message: { id: 100, created_at: "2026" } };
const after = (frame: object, items: RoomListItem[]) =>
  applyFrame(items, { room_id: 1, ...frame } as never, ({ id }) => id === 1);
const readFrame = (standing?: Standing, message_id = 60) => ({
  type: "read",
  user: { id: 1 },
  message_id,
  me: standing,
});
const unreadOf = (items: readonly RoomListItem[]) => items[0]?.unread_count;

it("counts from an unread mark, and from the read position again once something is read", () => {
  const known = [item(1, { ...newest, is_member: true, unread_count: 0, me: me("1", 100) })];
  const room = item(1, { ...newest, is_member: true, unread_count: 41, me: me("2", 100, 60) });
  const marked = after({ type: "room_added", room }, known);
  expect(unreadOf(marked)).toBe(41);
  expect(unreadOf(after(readFrame(me("3", 100)), [...marked]))).toBe(0);
  expect(unreadOf(after(readFrame(), [...marked]))).toBe(40);
});

it("keeps the newest standing, in whatever order frames come", () => {
  const known = [item(1, { ...newest, is_member: true, unread_count: 0, me: me("3", 100) })];
  const room = item(1, { ...newest, is_member: true, unread_count: 41, me: me("2", 100, 60) });
  expect(after({ type: "room_added", room }, known)).toBe(known);
  expect(after(readFrame(me("2", 100, 60), 100), known)[0]?.me?.updated_at).toBe("3");
});
