// The npm library `ws`.
import assert from "node:assert/strict";
import { after, before, test } from "node:test";
import WebSocket from "ws";
import { ALICE, BOB, CAROL, Frames, Server, sleep, token, until } from "./stage.mjs";

let server;
before(async () => {
  server = await Server.open();
});
after(() => server.close());

/** Opens a socket; a refusal is thrown as `{status, body}`. */
function open(t, url, protocols = [], headers = {}) {
  const socket = new WebSocket(url, protocols, { headers });
  socket.frames = new Frames();
  socket.on("message", (data) => socket.frames.text(`${data}`));
  socket.closed = new Promise((resolve) => socket.on("close", resolve));
  t.after(() => socket.terminate());
  return new Promise((resolve, reject) => {
    socket.on("open", () => resolve(socket));
    socket.on("error", () => {});
    socket.on("unexpected-response", async (_, response) => {
      let body = "";
      for await (const part of response) body += part;
      reject({ status: response.statusCode, body: JSON.parse(body) });
    });
  });
}

const withHeader = (user, ttlS) => [[], { authorization: `Bearer ${token(user, ttlS)}` }];

test("each way of passing a token opens a socket", async (t) => {
  const room = await server.room();
  const jwt = token(BOB);
  const ways = {
    header: [{}, [], { authorization: `Bearer ${jwt}` }],
    subprotocol: [{}, ["bearer", jwt]],
    "subprotocol, capital": [{}, ["Bearer", jwt]],
    query: [{ token: jwt }],
  };
  for (const [way, [query, protocols = [], headers = {}]] of Object.entries(ways)) {
    const socket = await open(t, server.socketUrl(room, query), protocols, headers);
    const greeting = await socket.frames.next("connection_established");
    assert.equal(greeting.user.username, "bob", way);
    assert.equal(socket.protocol, protocols[0] ?? "", way);
  }
});

test("people chat, the history tells the same, and a heartbeat is answered", async (t) => {
  const room = await server.room(BOB);
  const alice = await open(t, server.socketUrl(room), ...withHeader(ALICE));
  const bob = await open(t, server.socketUrl(room), ["bearer", token(BOB)]);
  await Promise.all([alice.frames.next("live"), bob.frames.next("live")]);
  alice.send(JSON.stringify({ type: "chat_message", content: "你好 👋" }));
  await Promise.all([alice.frames.next("chat_message"), bob.frames.next("chat_message")]);
  bob.send(JSON.stringify({ type: "chat_message", content: "hello" }));
  await Promise.all([alice.frames.next("chat_message", 2), bob.frames.next("chat_message", 2)]);
  assert.deepEqual(bob.frames.contents(), ["你好 👋", "hello"]);
  assert.deepEqual(await server.history(room), ["你好 👋", "hello"]);
  bob.send("ping");
  await until(() => bob.frames.texts.includes("pong"), "the bare pong");
  assert.deepEqual(bob.frames.of("error"), []);
});

test("a refusal can be shown", async (t) => {
  const room = await server.room(CAROL);
  await server.ban(room, CAROL);
  for (const [place, args, status, code] of [
    [room, withHeader(ALICE, -5), 401, "token_expired"],
    [room, [["Bearer", `${token(ALICE).slice(0, -4)}aaaa`]], 401, "token_signature"],
    [room + 1000, [["bearer", token(ALICE)]], 404, "room_not_found"],
    [room, withHeader(CAROL), 403, "banned"],
  ]) {
    await assert.rejects(open(t, server.socketUrl(place), ...args), (refusal) => {
      assert.deepEqual([refusal.status, refusal.body.code], [status, code]);
      return refusal.body.error.length > 0;
    });
  }
});

test("the close code tells why", async (t) => {
  const room = await server.room(CAROL);
  const short = await open(t, server.socketUrl(room), ...withHeader(ALICE, 2));
  const banned = await open(t, server.socketUrl(room), ...withHeader(CAROL));
  await banned.frames.next("live");
  const [oldest] = [await open(t, server.socketUrl(room), ...withHeader(BOB))];
  for (let n = 0; n < 10; n++) await open(t, server.socketUrl(room), ...withHeader(BOB));
  assert.equal(await oldest.closed, 4008);
  await server.ban(room, CAROL);
  assert.equal(await banned.closed, 4003);
  await sleep(2500);
  short.send("ping");
  assert.equal(await short.closed, 4001);
  const reasons = [oldest, banned, short].map((socket) => socket.frames.of("closed")[0].reason);
  assert.deepEqual(reasons, ["replaced", "banned", "expired"]);
});

test("a new connection after a power cut misses nothing", async (t) => {
  const room = await server.room(BOB);
  const socket = await open(t, server.socketUrl(room), ...withHeader(ALICE));
  const newest = await server.send(BOB, room, "before");
  await socket.frames.next("chat_message");
  await server.powerCut();
  assert.equal(await socket.closed, 1006);
  await server.send(BOB, room, "meanwhile");
  const again = await open(t, server.socketUrl(room, { since: newest }), ...withHeader(ALICE));
  await again.frames.next("live");
  await server.send(BOB, room, "after");
  await again.frames.next("chat_message", 2);
  assert.deepEqual(again.frames.contents(), ["meanwhile", "after"]);
});
