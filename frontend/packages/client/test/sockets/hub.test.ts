/** The parts by which tabs share a socket: the hub, the subscriptions of its tabs, the end of a tab. */
import { expect, it, vi } from "vitest";
import { Hub } from "../../src/sockets/hub.js";
import { createLeader } from "../../src/sockets/leader.js";
import { PONG_WITHIN_MS } from "../../src/sockets/limits.js";
import type { News } from "../../src/sockets/notes.js";
import { createSubscriptions } from "../../src/sockets/subscriptions.js";
import { createTabSocket } from "../../src/sockets/tab-socket.js";
import type { SocketLike } from "../../src/types/environment.js";
import { Clock } from "../world.js";

const GREETING = { type: "connection_established", user: { id: 1 } };
const user = { id: 2, username: "b", first_name: "", last_name: "" };

/** A hub over sockets that are played by hand. */
function hubOf() {
  const clock = new Clock();
  const sent: object[] = [];
  const sockets: SocketLike[] = [];
  const socket = () => {
    const one: SocketLike = {
      readyState: 1,
      onopen: null,
      onmessage: null,
      onclose: null,
      send: (data) => void sent.push(JSON.parse(data)),
      close: vi.fn(),
    };
    sockets.push(one);
    return one;
  };
  const told: string[] = [];
  const hub = new Hub({ after: clock.after, socket }, (tab, frame) =>
    told.push(`${tab}:${frame?.type ?? "closed"}`),
  );
  const hear = (frame: object) => sockets.at(-1)?.onmessage?.({ data: JSON.stringify(frame) });
  return { clock, hub, hear, sent, sockets, told };
}

it("greets the tabs that come later, and asks whether the socket is alive", async () => {
  const { clock, hub, hear, sent, sockets, told } = hubOf();
  hub.open("a", "ws://x", []);
  hear(GREETING);
  hub.open("b", "ws://x", []);
  expect([sockets.length, told, sent]).toEqual([
    1,
    [":connection_established", "b:connection_established"],
    [{ type: "ping" }],
  ]);
  await clock.advance(PONG_WITHIN_MS);
  expect(told.at(-1)).toBe(":closed");
});

it("passes on the first subscription and the end of the last one, and closes with the last tab", () => {
  const { hub, hear, sent, sockets, told } = hubOf();
  for (const tab of ["a", "b"]) hub.open(tab, "ws://x", []);
  hear(GREETING);
  hub.send("a", { type: "subscribe", room_id: 1 });
  hear({ type: "subscribed", room_id: 1, online_user_ids: [] });
  hear({ type: "live", room_id: 1 });
  hub.send("b", { type: "subscribe", room_id: 1 });
  hub.send("a", { type: "unsubscribe", room_id: 1 });
  // The tab that goes is answered as the server would.
  expect(told.slice(-3)).toEqual(["b:subscribed", "b:live", "a:unsubscribed"]);
  expect(sent).toEqual([{ type: "subscribe", room_id: 1 }]);
  hub.close("b");
  hub.close("a");
  expect(sent.at(-1)).toEqual({ type: "unsubscribe", room_id: 1 });
  expect(sockets[0]?.close).toHaveBeenCalledOnce();
});

it("keeps what a later tab has to hear up to date, and forgets a room that has ended", () => {
  const subscriptions = createSubscriptions();
  expect(subscriptions.add("a", 1)).toBeUndefined();
  subscriptions.take(1, { type: "subscribed", room_id: 1, online_user_ids: [1] } as never);
  subscriptions.take(1, { type: "live", room_id: 1, last_seq: 3 } as never);
  subscriptions.take(1, { type: "user_join", room_id: 1, user });
  subscriptions.take(1, { type: "chat_message", room_id: 1, message: { seq: 4 } } as never);
  expect(subscriptions.add("b", 1)).toMatchObject([{ online_user_ids: [1, 2] }, { last_seq: 4 }]);
  subscriptions.take(1, { type: "user_leave", room_id: 1, user });
  expect(subscriptions.add("c", 1)).toMatchObject([{ online_user_ids: [1] }, {}]);
  expect([subscriptions.remove("a", 1), subscriptions.remove("b", 1), subscriptions.remove("c", 1)]).toEqual([
    false,
    false,
    true,
  ]);
  for (const frame of [
    { type: "room_removed" },
    { type: "unsubscribed", reason: "replaced" },
    { type: "error" },
  ]) {
    subscriptions.add("a", 2);
    subscriptions.take(2, { ...frame, room_id: 2 } as never);
    expect([...subscriptions.rooms()], frame.type).toEqual([]);
  }
});

it("plays a socket to the link of its tab", () => {
  const [send, close] = [vi.fn(), vi.fn()];
  const end = createTabSocket(send, close);
  const heard = vi.fn();
  Object.assign(end.socket, { onmessage: heard, onclose: heard });
  end.socket.send('{"type":"ping"}');
  expect([send.mock.calls, end.isHeard(), end.socket.readyState]).toEqual([[[{ type: "ping" }]], false, 0]);
  expect(end.hear({ to: "a", isHeard: true })).toBe(false);
  expect(end.hear({ to: "", frame: { type: "pong" } as never })).toBe(false);
  expect([end.isHeard(), end.socket.readyState, heard.mock.calls]).toEqual([
    true,
    1,
    [[{ data: { type: "pong" } }]],
  ]);
  expect(end.hear({ to: "" })).toBe(true);
  end.end();
  expect([end.socket.readyState, heard.mock.calls.at(-1)]).toEqual([3, [{ code: 1006, reason: "" }]]);
});

it("answers a tab at once, and lets it go when it gives its lock back", async () => {
  const { clock, sockets } = hubOf();
  let release = () => {};
  const lock = (_: string, run: () => Promise<void>) =>
    new Promise<void>((resolve) => {
      release = () => void run().then(resolve);
    });
  const socket = { readyState: 1, close: vi.fn(), send: vi.fn() } as never as SocketLike;
  const [posted, heard]: [News[], News[]] = [[], []];
  const env = { after: clock.after, lock, socket: () => socket } as never;
  const serve = createLeader(
    env,
    "me",
    (news) => posted.push(news),
    (news) => heard.push(news),
  );
  serve({ tab: "other", open: ["ws://x", []] });
  expect([posted, heard, sockets]).toEqual([[{ to: "other", isHeard: true }], [], []]);
  release();
  await clock.advance(0);
  expect(socket.close).toHaveBeenCalledOnce();
  expect(heard).toEqual([{ to: "", frame: undefined }]);
});
