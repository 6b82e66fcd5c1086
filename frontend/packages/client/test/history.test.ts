import { expect, it } from "vitest";
import { createHistory } from "../src/state/history/history.js";
import { createPauses } from "../src/transport/retry.js";
import { Clock } from "./world.js";

/** A history whose requests are answered by hand. */
function held(isLive = false) {
  const clock = new Clock();
  const env = { after: clock.after, now: () => clock.now, random: () => 0 } as never;
  const requests: { query: object; answer(page: unknown): void; fail(error: unknown): void }[] = [];
  const rest = {
    listMessages: (_: number, query: object) =>
      new Promise((answer, fail) => requests.push({ query, answer, fail })),
  } as never;
  const ignore = () => undefined;
  const link = { live: () => isLive || null };
  const transport = { env, link, rest, pauses: createPauses(env) } as never;
  const history = createHistory(transport, 1, { read: ignore, show: ignore, gone: ignore }, () => false);
  return { clock, history, requests };
}

const EMPTY_PAGE = { messages: [], total: 0 };
const MESSAGE = { id: 1, seq: 1, sender: { id: 2 }, content: "one" };

it("is current after a room was closed in the middle of reading its messages again", async () => {
  const { clock, history, requests } = held();
  history.start();
  await clock.advance(10);
  // The connection is live while the first page is on its way: the messages have to be read again.
  history.live(0);
  history.close();
  // The page and the second reading are both lost with the connection.
  for (let n = 0; n < 2; n += 1) {
    requests.shift()?.fail(new Error("lost"));
    await clock.advance(10);
  }
  history.start();
  history.live(0);
  await clock.advance(200);
  for (const request of requests.splice(0)) request.answer(EMPTY_PAGE);
  await clock.advance(200);
  for (const request of requests.splice(0)) request.answer(EMPTY_PAGE);
  await clock.advance(200);
  expect([history.window.loaded, history.current()]).toEqual([true, true]);
});

it("reads messages again that were read before a live link brought the room", async () => {
  const { clock, history, requests } = held(true);
  const shown = history.moves.around(1);
  history.start();
  await clock.advance(10);
  requests.shift()?.answer({ messages: [MESSAGE], total: 1 });
  await shown;
  await clock.advance(10);
  history.live(1);
  await clock.advance(10);
  expect(requests).toHaveLength(1);
});

it("reads no more than what is shown again when another place is shown as the link becomes live", async () => {
  const { clock, history, requests } = held();
  const range = (from: number, to: number) =>
    Array.from({ length: to - from + 1 }, (_, n) => ({ ...MESSAGE, id: from + n, seq: from + n }));
  const answer = (from: number, to: number) =>
    requests.shift()?.answer({ messages: range(from, to), total: 5_000 });
  history.start();
  await clock.advance(10);
  answer(4_951, 5_000);
  await clock.advance(10);
  const shown = history.moves.around(100);
  history.live(5_000);
  await clock.advance(10);
  answer(75, 124);
  await shown;
  await clock.advance(10);
  expect(requests[0]?.query).toEqual({ around: 124, limit: 100 });
  answer(74, 173);
  await clock.advance(10);
  expect([requests.length, history.window.base, history.current()]).toEqual([0, 74, true]);
});
