import { ChatError, type Message } from "@roomcast/client";
import { afterEach, beforeEach, expect, test, vi } from "vitest";
import { createHold, type Hold } from "../../src/composer/slow/createHold.ts";
import { ALICE, asRoom, fakeRoom, local, message, sent, timelineOf } from "../fakes.tsx";

const NOW = Date.parse("2026-01-01T12:00:20.000Z");
beforeEach(() => void vi.useFakeTimers({ now: NOW }));
afterEach(() => void vi.useRealTimers());

/** A room of alice in which members wait 30 s, with these entries. */
function held(entries: ReturnType<typeof timelineOf>["entries"]) {
  const room = fakeRoom({ ...timelineOf(1, 0), entries });
  let hear: (message: Message) => void = () => undefined;
  room.onMessage.mockImplementation(((listener: typeof hear) => {
    hear = listener;
    return () => undefined;
  }) as never);
  let hold: Hold = { until: 0, isSending: false };
  createHold(asRoom(room), 30, ALICE.id, (next) => {
    hold = next;
  });
  return { room, hear: (of: Message) => hear(of), hold: () => hold };
}
const refused = (more = {}) => ({
  ...local("a", "too early"),
  error: new ChatError(429, "slow_mode", "wait", 12_000),
  ...more,
});

test("a member waits from their last message on, others' messages do not count", () => {
  expect(held([sent(1, { sender: ALICE }), sent(2)]).hold().until).toBe(NOW + 10_000);
  expect(held([sent(1)]).hold().until).toBe(0);
});

test("a server whose clock is ahead lets nobody wait longer than the room says", () => {
  const ahead = { sender: ALICE, created_at: "2026-01-01T13:00:00.000Z" };
  const { hold, room } = held([sent(1, ahead)]);
  vi.setSystemTime(NOW + 5_000);
  room.timeline.set({ ...timelineOf(1, 0), entries: [sent(1, ahead), sent(2)] });
  expect(hold().until).toBe(NOW + 30_000);
});

test("a message that arrives from anywhere begins the wait; one on its way holds the next", () => {
  const { hold, hear, room } = held([]);
  room.timeline.set({ ...timelineOf(1, 0), entries: [local("a")] });
  expect(hold()).toEqual({ until: 0, isSending: true });
  room.timeline.set(timelineOf(1, 0));
  hear(message(3, { sender: ALICE }));
  expect(hold()).toEqual({ until: NOW + 30_000, isSending: false });
});

test("a refused text goes back into an empty field, with the wait that the server asks for", () => {
  const { hold, room } = held([refused()]);
  expect(hold().until).toBe(NOW + 12_000);
  expect(room.draft.get()).toEqual({ text: "too early", replyTo: null });
  expect(room.discard).toHaveBeenCalledExactlyOnceWith("a");
});

test("a refused text does not take the place of a draft, nor does a file", () => {
  const room = fakeRoom({ ...timelineOf(1, 0), entries: [refused()] });
  room.draft.set({ text: "next" });
  createHold(asRoom(room), 30, ALICE.id, () => undefined);
  expect([room.draft.get().text, room.discard.mock.calls.length]).toEqual(["next", 0]);
  const file = { outgoing: { content: "", file: { blob: new Blob(["x"]), name: "a.txt" } } };
  expect(held([refused(file)]).room.discard).not.toHaveBeenCalled();
});
