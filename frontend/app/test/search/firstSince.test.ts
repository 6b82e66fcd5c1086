import type { MessagePage } from "@roomcast/client";
import { expect, test } from "vitest";
import { firstSince } from "../../src/search/firstSince.ts";

/** A room with messages of these times. It grows by one message with each of the first `growing` requests. */
function roomOf(times: number[], growing = 0) {
  let requests = 0;
  const listMessages = async (_: number, { page = 1 }: { page?: number } = {}) => {
    requests += 1;
    const seq = times.length - page + 1;
    const at = times[seq - 1];
    const messages = at === undefined ? [] : [{ id: 100 + seq, seq, created_at: new Date(at).toISOString() }];
    const answer = { messages, total: times.length } as unknown as MessagePage;
    if (requests <= growing) times.push(Math.max(...times));
    return answer;
  };
  return { rest: { listMessages } as unknown as Parameters<typeof firstSince>[0], requests: () => requests };
}

test("finds the first message at or after a time, also while the room grows", async () => {
  const times = [10, 10, 20, 20, 20, 35, 50];
  for (const [time, seq] of [
    [0, 1],
    [10, 1],
    [11, 3],
    [20, 3],
    [21, 6],
    [50, 7],
    [51, 7],
  ] as const) {
    for (const growing of [0, 1, 5]) {
      const { rest } = roomOf([...times], growing);
      const found = await firstSince(rest, 1, time);
      if (time <= 50) expect(found?.seq, `${time}, growing ${growing}`).toBe(seq);
      else expect(found?.seq).toBeGreaterThanOrEqual(seq);
    }
  }
});

test("finds nothing in an empty room, and needs few requests in a large one", async () => {
  expect(await firstSince(roomOf([]).rest, 1, 5)).toBeNull();
  const large = roomOf(Array.from({ length: 1_000_000 }, (_, n) => n));
  expect((await firstSince(large.rest, 1, 123_456))?.seq).toBe(123_457);
  expect(large.requests()).toBeLessThanOrEqual(21);
});
