/** The read position of one room: what moves it forward, and the unread mark that moves it back. */
import { expect, it, vi } from "vitest";
import type { RoomDetail, Standing } from "../../src/index.js";
import { MARK_EVERY_MS } from "../../src/limits.js";
import { createReading } from "../../src/state/reading.js";
import { Clock } from "../world.js";

/** Ids of messages follow each other: the id of a number. */
const idOf = (seq: number) => 1_000 + seq;
const standing = (updated_at: string, read: number, unread_from_seq: number | null = null) =>
  ({
    updated_at,
    last_read_seq: read,
    last_read_message_id: read ? idOf(read) : null,
    unread_from_seq,
  }) as Standing;

/** A room of ten messages that the user has read. */
function reading(me = standing("1", 10)) {
  const clock = new Clock();
  const messages = Array.from({ length: 10 }, (_, at) => ({ id: idOf(at + 1), seq: at + 1 }));
  const window = { last: 10, messages: () => messages, find: (id: number) => messages[id - 1_001] };
  const [show, tell] = [vi.fn(), vi.fn()];
  const env = { after: clock.after, now: () => clock.now };
  const made = createReading(
    { env, soon: (fn: () => void) => fn() } as never,
    window as never,
    () => 0,
    show,
    tell,
  );
  const detail = (unread_count: number, of = me) =>
    ({ is_member: true, last_read_message_id: of.last_read_message_id, unread_count, me: of }) as RoomDetail;
  made.take(detail(me.unread_from_seq ? 11 - me.unread_from_seq : 0), true);
  return { ...made, clock, show, tell, detail };
}

it("an unread mark moves position and line back, until something is read", () => {
  const { stand, unread, from, mark, show, tell } = reading();
  stand(standing("2", 10, 4));
  expect([unread.get(), from()]).toEqual([{ count: 7, lastReadId: idOf(3) }, 4]);
  mark(idOf(3));
  expect(tell).not.toHaveBeenCalled();
  mark();
  expect(tell).toHaveBeenCalledExactlyOnceWith(idOf(10));
  expect(show).toHaveBeenCalledExactlyOnceWith(idOf(10));
  expect(unread.get().count).toBe(0);
});

it("an older standing changes nothing, and a newer one without a mark ends the mark", () => {
  const { stand, unread } = reading();
  stand(standing("3", 10, 1));
  stand(standing("2", 10));
  expect(unread.get()).toEqual({ count: 10, lastReadId: idOf(0) });
  stand(standing("4", 10));
  expect(unread.get().count).toBe(0);
});

it("a room that is opened begins at its mark, and a read of its details does not end that", () => {
  const { unread, from, take, detail } = reading(standing("2", 10, 6));
  expect([unread.get().count, from()]).toEqual([5, 6]);
  take(detail(5), false);
  expect([unread.get().count, from()]).toEqual([5, 6]);
});

it("shows what is read at once, and tells the server once in a while", async () => {
  const { clock, mark, show, tell } = reading(standing("1", 5));
  for (const seq of [6, 7, 8]) {
    mark(idOf(seq));
    expect(show).toHaveBeenLastCalledWith(idOf(seq));
  }
  expect(tell.mock.calls).toEqual([[idOf(6)]]);
  await clock.advance(MARK_EVERY_MS);
  expect(tell.mock.calls).toEqual([[idOf(6)], [idOf(8)]]);
});
