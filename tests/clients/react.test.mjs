// The hooks of `react-use-websocket` and `partysocket/react` in real React, in strict mode.
import assert from "node:assert/strict";
import { after, before, test } from "node:test";
import { show, sockets } from "./page.mjs";
import { ALICE, BOB, CAROL, Frames, Server, sleep, token, until } from "./stage.mjs";

const { createElement, Fragment, useEffect } = await import("react");
// A bundler hands out the hook itself; Node sees the module that holds it.
const useWebSocket = (await import("react-use-websocket")).default.default;
const { useWebSocket: usePartySocket } = await import("partysocket/react");

let server;
before(async () => {
  server = await Server.open();
});
after(() => server.close());

const chatMessage = (content) => JSON.stringify({ type: "chat_message", content });
const open = () => sockets.filter((socket) => socket.readyState === 1).length;

/** Uses `react-use-websocket`; `view` receives everything that a component would show. */
function Room({ view, url, ...options }) {
  const hook = useWebSocket(url, {
    onMessage: (event) => view.frames.text(event.data),
    onClose: (event) => view.codes.push(event.code),
    ...options,
  });
  view.hook = hook;
  useEffect(() => {
    if (hook.lastJsonMessage) view.shown.push(hook.lastJsonMessage);
  }, [hook.lastJsonMessage, view]);
  return null;
}

const newView = () => ({ frames: new Frames(), codes: [], shown: [] });
const speaker = (view) => view.frames.of("connection_established").at(-1).user.username;

/** Sends a text through a view and returns who the server says has sent it. */
async function sentBy(view, room, text) {
  view.hook.sendMessage(chatMessage(text));
  await until(async () => (await server.history(room)).includes(text), `${text} is stored`);
  const page = await server.call(ALICE, "GET", `rooms/${room}/messages/?after=0&limit=100`);
  return page.messages.find((message) => message.content === text).sender.username;
}

test("react-use-websocket: strict mode keeps one socket, and each message is shown once", async (t) => {
  const room = await server.room(BOB);
  const before = sockets.length;
  const view = newView();
  const url = server.socketUrl(room, { since: 0 });
  for (let n = 0; n < 20; n++) await server.send(BOB, room, `missed ${n}`);
  const page = show(t, Room, { view, url, protocols: ["bearer", token(ALICE)] });
  await view.frames.next("live");
  assert.equal(await sentBy(view, room, "hello"), "alice");
  await until(() => view.frames.contents().includes("hello"), "the own message");
  await until(() => view.shown.length === view.frames.seen.length, "everything is shown");
  const shown = view.shown.filter((frame) => frame.type === "chat_message");
  assert.deepEqual(shown.map((frame) => frame.message.content), await server.history(room));
  assert.equal(sockets.slice(before).filter((socket) => socket.readyState === 1).length, 1);
  page.end();
  await until(() => open() === 0, "the socket ends with its component");
});

test("react-use-websocket: `share` is one socket for two components", async (t) => {
  const room = await server.room();
  const before = sockets.length;
  const views = [newView(), newView()];
  const url = server.socketUrl(room);
  const both = ({ jwt }) =>
    views.map((view, key) => createElement(Room, { view, url, share: true, protocols: ["bearer", jwt], key }));
  show(t, both, { jwt: token(ALICE) });
  await until(() => views.every((view) => view.hook?.readyState === 1), "both are open");
  assert.equal(await sentBy(views[1], room, "hello"), "alice");
  for (const view of views) await until(() => view.frames.contents().includes("hello"), "both see it");
  assert.equal(sockets.slice(before).filter((socket) => socket.readyState <= 1).length, 1);
});

test("react-use-websocket: `heartbeat: true` sends `ping`, and the answer is no JSON", async (t) => {
  const view = newView();
  const url = server.socketUrl(await server.room());
  show(t, Room, { view, url, protocols: ["bearer", token(ALICE)], heartbeat: true });
  await view.frames.next("live");
  // It pings after 25 seconds of silence, and looks at the clock every 2.5 seconds.
  const now = Date.now;
  t.after(() => {
    Date.now = now;
  });
  Date.now = () => now() + 26_000;
  await until(() => view.frames.texts.includes("pong"), "the answer to its ping", 40);
  Date.now = now;
  assert.deepEqual(view.frames.of("error"), []);
  await until(() => view.hook.lastMessage.data === "pong", "the hook shows the answer as a message");
  assert.equal(view.hook.lastJsonMessage.type, undefined);
  assert.equal(view.hook.readyState, 1);
});

test("react-use-websocket: a heartbeat with `returnMessage` hides the answer", async (t) => {
  const view = newView();
  const url = server.socketUrl(await server.room());
  const heartbeat = { interval: 200, timeout: 5000, returnMessage: "pong" };
  show(t, Room, { view, url, protocols: ["bearer", token(ALICE)], heartbeat });
  await until(() => view.frames.texts.filter((text) => text === "pong").length > 2, "three answers");
  assert.equal(JSON.parse(view.hook.lastMessage.data).type, "live");
  assert.deepEqual(view.frames.of("error"), []);
});

test("react-use-websocket: comes back after a power cut where it is told to, and misses nothing", async (t) => {
  const room = await server.room(BOB);
  const view = newView();
  const url = () => server.socketUrl(room, { since: view.frames.of("chat_message").at(-1)?.message.id ?? 0 });
  const again = { shouldReconnect: () => true, reconnectInterval: 200, reconnectAttempts: 100 };
  show(t, Room, { view, url, protocols: ["bearer", token(ALICE)], ...again });
  const resting = newView();
  show(t, Room, { view: resting, url: server.socketUrl(room), protocols: ["bearer", token(ALICE)] });
  await Promise.all([view.frames.next("live"), resting.frames.next("live")]);
  await server.send(BOB, room, "a");
  await view.frames.next("chat_message");
  await server.powerCut();
  await server.send(BOB, room, "b");
  await view.frames.next("live", 2);
  await server.send(BOB, room, "c");
  await view.frames.next("chat_message", 3);
  assert.deepEqual(view.frames.contents(), ["a", "b", "c"]);
  // Without `shouldReconnect` it stays away.
  assert.equal(resting.hook.readyState, 3);
  assert.deepEqual(resting.frames.contents(), ["a"]);
});

test("react-use-websocket: the close code tells why, and decides whether to come back", async (t) => {
  const room = await server.room(CAROL);
  const shouldReconnect = (event) => event.code === 4001;
  const again = { shouldReconnect, reconnectInterval: 100, reconnectAttempts: 100 };
  const [banned, short, oldest] = [newView(), newView(), newView()];
  const url = server.socketUrl(room);
  show(t, Room, { view: banned, url, protocols: ["bearer", token(CAROL)], ...again });
  await banned.frames.next("live");
  await server.ban(room, CAROL);
  await until(() => banned.codes.includes(4003), "the end after a ban");
  show(t, Room, { view: short, url, protocols: ["bearer", token(ALICE, 2)], ...again });
  show(t, Room, { view: oldest, url, protocols: ["bearer", token(BOB)], ...again });
  await Promise.all([short.frames.next("live"), oldest.frames.next("live")]);
  for (let n = 0; n < 10; n++) {
    const view = newView();
    show(t, Room, { view, url, protocols: ["bearer", token(BOB)] });
    await view.frames.next("live");
  }
  await until(() => oldest.codes.includes(4008), "the end of the oldest");
  await sleep(2500);
  short.hook.sendMessage("ping");
  await until(() => short.codes.includes(4001), "the end of the token");
  assert.equal(short.frames.of("closed")[0].reason, "expired");
  await sleep(500);
  assert.deepEqual([banned.codes, oldest.codes], [[4003], [4008]]);
});

test("react-use-websocket: a refusal has the code 1006 and no words; REST tells them", async (t) => {
  const room = await server.room();
  const view = newView();
  const jwt = token(ALICE, -5);
  show(t, Room, { view, url: server.socketUrl(room), protocols: ["bearer", jwt] });
  await until(() => view.codes.length > 0, "the refusal");
  assert.equal(view.codes[0], 1006);
  const { status, body } = await server.ask(jwt, "GET", `rooms/${room}/`);
  assert.deepEqual([status, body.code], [401, "token_expired"]);
});

test("react-use-websocket: another user's token in `protocols` changes nothing until the component is a new one", async (t) => {
  const room = await server.room(BOB);
  const view = newView();
  const props = (user) => ({ view, url: server.socketUrl(room), protocols: ["bearer", token(user)] });
  const page = show(t, Room, props(ALICE));
  await view.frames.next("live");
  page.render(props(BOB));
  await sleep(500);
  assert.equal(await sentBy(view, room, "who speaks?"), "alice");
  page.render(props(BOB), "bob");
  await view.frames.next("live", 2);
  assert.equal(speaker(view), "bob");
  assert.equal(await sentBy(view, room, "and now?"), "bob");
});

test("react-use-websocket: `share` tells users apart by the address alone", async (t) => {
  const room = await server.room(BOB);
  const [alice, bob, byAddress] = [newView(), newView(), newView()];
  const url = server.socketUrl(room);
  const shared = (view, url, protocols) => createElement(Room, { view, url, share: true, protocols });
  const jwt = token(BOB);
  const all = () =>
    createElement(
      Fragment,
      null,
      shared(alice, url, ["bearer", token(ALICE)]),
      shared(bob, url, ["bearer", jwt]),
      shared(byAddress, server.socketUrl(room, { token: jwt })),
    );
  show(t, all, {});
  await until(() => [alice, bob, byAddress].every((view) => view.hook?.readyState === 1), "all are open");
  assert.equal(await sentBy(bob, room, "from bob's component"), "alice");
  assert.equal(await sentBy(byAddress, room, "from bob's address"), "bob");
});

/** Uses the hook of `partysocket`. */
function PartyRoom({ view, url, protocols }) {
  view.hook = usePartySocket(url, protocols, {
    minReconnectionDelay: 100,
    onMessage: (event) => view.frames.text(event.data),
    onClose: (event) => view.codes.push(event.code),
  });
  view.hook.sendMessage = view.hook.send;
  return null;
}

test("partysocket/react: a list of subprotocols changes the user, a function does not", async (t) => {
  const room = await server.room(BOB);
  const views = [newView(), newView()];
  const url = server.socketUrl(room);
  const both = ({ user }) => {
    const pair = ["bearer", token(user)];
    return createElement(
      Fragment,
      null,
      createElement(PartyRoom, { view: views[0], url, protocols: pair }),
      createElement(PartyRoom, { view: views[1], url, protocols: () => pair }),
    );
  };
  const page = show(t, both, { user: ALICE });
  await Promise.all(views.map((view) => view.frames.next("live")));
  page.render({ user: BOB });
  await until(() => speaker(views[0]) === "bob", "the list");
  await sleep(500);
  assert.equal(await sentBy(views[0], room, "by the list"), "bob");
  assert.equal(await sentBy(views[1], room, "by the function"), "alice");
});
