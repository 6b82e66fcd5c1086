/** The parts of an outbox that keep, store and send its items. */
import { expect, it, vi } from "vitest";
import { ChatError, type Message } from "../../src/index.js";
import { createDraining } from "../../src/state/outbox/draining.js";
import type { Item } from "../../src/state/outbox/item.js";
import { createItems } from "../../src/state/outbox/items.js";
import { createSaving } from "../../src/state/outbox/saving.js";
import { createSending } from "../../src/state/outbox/sending.js";
import { memoryStorage } from "../../src/state/storage.js";

const entry = (key: string, createdAt: number, room = 1) => ({
  key,
  room,
  createdAt,
  outgoing: { content: key },
});

it("keeps the items of a room in the order of sending, and gives no two the same time", () => {
  const changed = vi.fn();
  const items = createItems(changed);
  for (const stored of [entry("b", 2), entry("a", 1), entry("other", 3, 2)]) items.add(stored);
  expect(items.of(1).map(({ stored }) => stored.key)).toEqual(["a", "b"]);
  expect([items.nextTime(3), items.nextTime(9)]).toEqual([4, 9]);
  const [first] = items.of(1) as [Item];
  items.show(first, { state: "sending" });
  expect(items.firstQueued(1)?.stored.key).toBe("b");
  items.drop(first);
  expect([first.over.signal.aborted, items.get("a")]).toEqual([true, undefined]);
  expect(changed.mock.calls.flat()).toEqual([1, 1, 2, 1, 1]);
});

it("stores one write of an item after another, and tells of those that worked", async () => {
  const storage = memoryStorage();
  const written = vi.fn();
  const report = vi.fn(() => undefined);
  const opened = Promise.resolve({ storage, name: "n", entries: [] });
  const saving = createSaving({ opened, report } as never, written);
  const item = createItems(() => {}).add(entry("a", 1));
  const saves = [saving.save(item), saving.save(item, { failed: [403, "muted", "Muted."] })];
  await Promise.all(saves);
  expect(await saving.stored("a", undefined)).toMatchObject({ key: "a", failed: [403, "muted", "Muted."] });
  storage.put = () => Promise.reject(new Error("the disk is full"));
  await saving.erase(item);
  expect([written.mock.calls.flat(), report.mock.calls.length]).toEqual([["a", "a"], 1]);
});

/** Sends an item to a server that answers with what `answer` returns or throws. */
async function send(answer: () => Promise<Message>, now = 10) {
  const items = createItems(() => {});
  const item = items.add(entry("a", 1));
  const save = vi.fn(async () => {});
  const sent = vi.fn();
  const world = { env: { now: () => now }, rest: { sendMessage: answer } } as never;
  const problem = await createSending(world, items, { save } as never, sent)(item);
  return { problem, state: item.entry.state, saved: save.mock.calls.length, sent: sent.mock.calls.length };
}

it.each([
  ["is sent", async () => ({}) as Message, 10, { problem: undefined, state: "sending", saved: 0, sent: 1 }],
  [
    "is refused",
    () => Promise.reject(new ChatError(403, "muted")),
    10,
    { state: "failed", saved: 1, sent: 0 },
  ],
  [
    "finds no server",
    () => Promise.reject(new ChatError(503, "down")),
    10,
    { state: "queued", saved: 0, sent: 0 },
  ],
  ["is too old", async () => ({}) as Message, 1e9, { state: "failed", saved: 1, sent: 0 }],
])("knows what follows when a message %s", async (_, answer, now, expected) => {
  expect(await send(answer, now)).toMatchObject(expected);
});

it("sends one after another, and pauses longer after each error in a row", async () => {
  const waiting = [1, 2, 3];
  const errors = [new ChatError(503, "a"), new ChatError(503, "b"), undefined, new ChatError(503, "c")];
  const pauses: number[] = [];
  const drain = createDraining(
    {
      env: { lock: (_: string, act: () => unknown) => act() },
      pauses: { pause: async (attempt: number) => void pauses.push(attempt) },
    } as never,
    { opened: Promise.resolve({ name: "n" }) } as never,
    () => waiting.length > 0,
    async () => {
      const error = errors.shift();
      if (!error) waiting.shift();
      return error;
    },
  );
  await Promise.all([drain(1), drain(1)]);
  expect([waiting, pauses]).toEqual([[], [0, 1, 0]]);
});
