// The npm libraries `reconnecting-websocket` and `partysocket`, which come back by themselves.
import assert from "node:assert/strict";
import { after, before, test } from "node:test";
import PartySocket from "partysocket/ws";
import * as reconnecting from "reconnecting-websocket";
import WebSocket from "ws";
import { ALICE, BOB, CAROL, Frames, Server, sleep, token, until } from "./stage.mjs";

// A page imports the class itself; Node sees the module that holds it.
const ReconnectingWebSocket = reconnecting.default.default ?? reconnecting.default;
const FAST = { WebSocket, minReconnectionDelay: 100, maxReconnectionDelay: 300, minUptime: 200 };

let server;
before(async () => {
  server = await Server.open();
});
after(() => server.close());

for (const [name, Reconnecting] of Object.entries({
  "reconnecting-websocket": ReconnectingWebSocket,
  partysocket: PartySocket,
})) {
  /** Opens a socket whose address says where it was: `since` grows with each message. */
  function open(t, room, protocols, { query = {}, ...options } = {}) {
    const frames = new Frames();
    let newest = 0;
    const url = () => server.socketUrl(room, { ...query, since: newest });
    const socket = new Reconnecting(url, protocols, { ...FAST, ...options });
    const codes = [];
    let opened = 0;
    socket.addEventListener("open", () => opened++);
    socket.addEventListener("close", (event) => codes.push(event.code));
    socket.addEventListener("message", ({ data }) => {
      frames.text(data);
      newest = frames.of("chat_message").at(-1)?.message.id ?? 0;
    });
    t.after(() => socket.close());
    return { socket, frames, codes, opened: () => opened };
  }

  test(`${name}: subprotocol and query pass a token`, async (t) => {
    const room = await server.room();
    const jwt = token(BOB);
    for (const [protocols, query] of [[["bearer", jwt]], [["Bearer", jwt]], [[], { token: jwt }]]) {
      const { socket, frames } = open(t, room, protocols, { query });
      assert.equal((await frames.next("connection_established")).user.username, "bob");
      assert.equal(socket.protocol, protocols[0] ?? "");
    }
  });

  test(`${name}: comes back after a power cut, misses nothing and sends what was written meanwhile`, async (t) => {
    const room = await server.room(BOB);
    const { socket, frames, opened } = open(t, room, ["bearer", token(ALICE)]);
    await frames.next("live");
    await server.send(BOB, room, "a");
    await frames.next("chat_message");
    await server.kill();
    await until(() => socket.readyState !== WebSocket.OPEN, "the loss is seen");
    socket.send(JSON.stringify({ type: "chat_message", content: "written while down" }));
    await sleep(500);
    await server.start();
    await server.send(BOB, room, "b");
    await frames.next("live", 2);
    await server.send(BOB, room, "c");
    await frames.next("chat_message", 4);
    assert.deepEqual(frames.contents(), await server.history(room));
    assert.deepEqual(frames.contents().toSorted(), ["a", "b", "c", "written while down"]);
    assert.equal(opened(), 2);
    socket.send("ping");
    await until(() => frames.texts.includes("pong"), "the bare pong");
    assert.deepEqual(frames.of("error"), []);
  });

  test(`${name}: sees the close codes, and goes on after each until it is told to stop`, async (t) => {
    const room = await server.room(CAROL);
    const banned = open(t, room, ["bearer", token(CAROL)]);
    await banned.frames.next("live");
    await server.ban(room, CAROL);
    assert.equal((await banned.frames.next("closed")).reason, "banned");
    await until(() => banned.codes.length > 2, "it tries again in vain");
    assert.equal(banned.codes[0], 4003);
    banned.socket.close();

    const short = open(t, room, ["bearer", token(ALICE, 2)]);
    await short.frames.next("live");
    await sleep(2500);
    short.socket.send("ping");
    assert.equal((await short.frames.next("closed")).reason, "expired");
    await until(() => short.codes.length > 0, "the close");
    assert.equal(short.codes[0], 4001);
    short.socket.close();

    const oldest = open(t, room, ["bearer", token(BOB)]);
    oldest.socket.addEventListener("close", () => oldest.socket.close());
    await oldest.frames.next("live");
    for (let n = 0; n < 10; n++) await open(t, room, ["bearer", token(BOB)]).frames.next("live");
    assert.equal((await oldest.frames.next("closed")).reason, "replaced");
    await until(() => oldest.codes.length > 0, "the close");
    assert.equal(oldest.codes[0], 4008);
  });

  test(`${name}: a refusal is asked for by REST, and a new token in the address lets it in`, async (t) => {
    const room = await server.room();
    const query = { token: token(ALICE, -5) };
    const { codes, frames } = open(t, room, [], { query });
    await until(() => codes.length > 1, "it is refused again and again");
    // The library reports the refusal as an ordinary end.
    assert.equal(codes[0], 1000);
    const { status, body } = await server.ask(query.token, "GET", `rooms/${room}/`);
    assert.deepEqual([status, body.code], [401, "token_expired"]);
    query.token = token(ALICE);
    await frames.next("live");
  });
}

test("partysocket: subprotocols come from a function too, so a new token needs no new socket", async (t) => {
  const room = await server.room();
  const tokens = [token(ALICE, -5), token(ALICE)];
  const protocols = () => ["bearer", tokens.length > 1 ? tokens.shift() : tokens[0]];
  const socket = new PartySocket(server.socketUrl(room), protocols, FAST);
  t.after(() => socket.close());
  const frames = new Frames();
  socket.addEventListener("message", ({ data }) => frames.text(data));
  await frames.next("live");
});

test("partysocket: `shouldReconnectOnClose` ends the attempts after a ban", async (t) => {
  const room = await server.room(CAROL);
  const shouldReconnectOnClose = (event) => event.code !== 4003;
  const options = { ...FAST, shouldReconnectOnClose };
  const socket = new PartySocket(server.socketUrl(room), ["bearer", token(CAROL)], options);
  t.after(() => socket.close());
  const frames = new Frames();
  const codes = [];
  socket.addEventListener("message", ({ data }) => frames.text(data));
  socket.addEventListener("close", (event) => codes.push(event.code));
  await frames.next("live");
  await server.ban(room, CAROL);
  await until(() => codes.length > 0, "the close");
  await sleep(1000);
  assert.deepEqual(codes, [4003]);
});
