/** One socket and what keeps it alive: timers, heartbeat, the renewal of its token. */
import { expect, it, vi } from "vitest";
import { GREETING_MS, HEALTHY_MS, PING_EVERY_MS, PONG_WITHIN_MS } from "../../src/limits.js";
import { createConnection } from "../../src/transport/connection.js";
import { createTimers } from "../../src/transport/timers.js";
import type { SocketLike } from "../../src/types/environment.js";
import type { ServerFrame } from "../../src/types/wire.js";
import { Clock } from "../world.js";

/** A connection over a socket that is played by hand. Its first token is `one`, newer ones are those of `newer`. */
function connected(newer: string[] = [], dueInMs = Infinity) {
  const clock = new Clock();
  const sent: string[] = [];
  const socket: SocketLike = {
    readyState: 1,
    onopen: null,
    onmessage: null,
    onclose: null,
    send: (data) => void sent.push(JSON.parse(data).type),
    close: vi.fn(),
  };
  const take = vi.fn<(frame: ServerFrame) => void>();
  const lost = vi.fn();
  const tokens = {
    get: async () => newer.shift() ?? "one",
    reject: vi.fn(),
    replaceAt: () => clock.now + dueInMs,
    close: () => {},
  };
  const env = { after: clock.after, now: () => clock.now };
  const owner = { env, tokens, open: () => socket } as never;
  const connection = createConnection(owner, "one", take, lost);
  const hear = (...frames: unknown[]) =>
    socket.onmessage?.({ data: JSON.stringify(frames.length === 1 ? frames[0] : { type: "batch", frames }) });
  return { clock, connection, hear, lost, sent, socket, take, tokens };
}

const PONG = { type: "pong" };

it("is lost without a greeting in time, and not once it is greeted", async () => {
  const silent = connected();
  await silent.clock.advance(GREETING_MS);
  expect(silent.lost).toHaveBeenCalledOnce();
  const greeted = connected();
  const healthy = vi.fn();
  greeted.connection.greeted(healthy);
  await greeted.clock.advance(HEALTHY_MS - 1);
  expect(healthy).not.toHaveBeenCalled();
  await greeted.clock.advance(GREETING_MS);
  expect([healthy.mock.calls.length, greeted.lost.mock.calls.length]).toEqual([1, 0]);
});

it("pings at intervals, and is lost when no frame answers", async () => {
  const { clock, connection, hear, lost, sent } = connected();
  connection.greeted(() => {});
  await clock.advance(PING_EVERY_MS);
  hear(PONG);
  await clock.advance(PONG_WITHIN_MS);
  expect([sent, lost.mock.calls.length]).toEqual([["ping"], 0]);
  await clock.advance(PING_EVERY_MS);
  expect([sent, lost.mock.calls.length]).toEqual([["ping", "ping"], 1]);
});

it("asks again where the machine slept: the answer had no time to come", async () => {
  const { clock, connection, lost, sent } = connected();
  connection.greeted(() => {});
  connection.check();
  await clock.sleep(10 * PONG_WITHIN_MS);
  expect([sent, lost.mock.calls.length]).toEqual([["ping", "ping"], 0]);
});

it("gives the server a newer token, and asks whether it is alive while there is none", async () => {
  const { clock, connection, hear, sent } = connected(["one", "two"], 1_000);
  connection.greeted(() => {});
  await clock.advance(1_000);
  expect(sent).toEqual(["ping"]);
  hear(PONG);
  await clock.advance(PONG_WITHIN_MS);
  expect(sent).toEqual(["ping", "token"]);
});

it("hears nothing after the frame that ends it, nor after it was closed", () => {
  const { connection, hear, lost, socket, take, tokens } = connected();
  lost.mockImplementation(() => connection.close());
  hear(PONG, { type: "closed", reason: "expired" }, PONG);
  expect(take.mock.calls.map(([frame]) => frame.type)).toEqual(["pong"]);
  expect(lost).toHaveBeenCalledExactlyOnceWith("expired");
  expect(tokens.reject).toHaveBeenCalledExactlyOnceWith("one");
  expect([socket.onmessage, socket.onclose, connection.send({ type: "ping" })]).toEqual([null, null, false]);
});

it("has one call under each name of its timers, and none after their end", async () => {
  const clock = new Clock();
  const timers = createTimers(clock);
  const called: string[] = [];
  timers.set("a", 10, () => called.push("first"));
  timers.set("a", 20, () => called.push("second"));
  timers.set("b", 20, () => called.push("cancelled"));
  timers.cancel("b");
  await clock.advance(30);
  timers.set("c", 10, () => called.push("ended"));
  timers.end();
  timers.set("d", 10, () => called.push("too late"));
  await clock.advance(30);
  expect(called).toEqual(["second"]);
});

it("takes a frame as a text or, from a socket that tabs share, as it is", () => {
  const { hear, socket, take } = connected();
  hear(PONG);
  socket.onmessage?.({ data: PONG });
  expect(take.mock.calls).toEqual([[PONG], [PONG]]);
});
