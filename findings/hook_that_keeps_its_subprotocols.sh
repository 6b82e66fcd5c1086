#!/usr/bin/env bash
# react-use-websocket opens a socket with the `protocols` of the moment and never looks at them again: when a component is drawn
# with other ones, the old socket stays, for as long as it lives. Another `queryParams` opens a new socket, another `url` too. With
# `share: true` a second component gets the socket of the first, whatever its own `protocols` are, since sockets are shared by
# address alone.
#
# Browsers can set no header on a WebSocket, so chat backends take the user's token as a subprotocol. With this hook a page goes on
# speaking as the first user after another one has logged in, until the component gets another `key` or the address differs.
set -euo pipefail
dir=$(mktemp -d)
trap 'rm -rf "$dir"' EXIT
cd "$dir"
npm install --silent --no-audit --no-fund --ignore-scripts react-use-websocket@4.13.0 react@19.3.1 react-dom@19.3.1 \
  happy-dom@21.0.4 ws@8.23.0

cat >run.mjs <<'JS'
import assert from "node:assert/strict";
import { once } from "node:events";
import { readFileSync } from "node:fs";
import { Window } from "happy-dom";
import { WebSocketServer } from "ws";

const window = new Window({ url: "http://localhost/" });
const { document, navigator } = window;
for (const [name, value] of Object.entries({ window, document, navigator, WebSocket: window.WebSocket })) {
  Object.defineProperty(globalThis, name, { value, configurable: true, writable: true });
}
const { createElement } = await import("react");
const { createRoot } = await import("react-dom/client");
const useWebSocket = (await import("react-use-websocket")).default.default;
console.log("react-use-websocket", JSON.parse(readFileSync("node_modules/react-use-websocket/package.json")).version);

// The server answers whatever is said with the subprotocol of the socket.
const server = new WebSocketServer({ port: 0, host: "127.0.0.1", handleProtocols: ([first]) => first });
server.on("connection", (socket) => socket.on("message", () => socket.send(socket.protocol)));
await once(server, "listening");
const base = `ws://127.0.0.1:${server.address().port}`;

function Component({ view, path, ...options }) {
  Object.assign(view, useWebSocket(base + path, { onMessage: ({ data }) => view.heard?.(data), ...options }));
  return null;
}

const sleep = (ms) => new Promise((resolve) => setTimeout(resolve, ms));

/** Returns as whom the server hears a component. */
async function speaker(view) {
  await sleep(500);
  const heard = new Promise((resolve) => {
    view.heard = resolve;
  });
  view.sendMessage("who?");
  return heard;
}

const draw = (root, props, key) => root.render(createElement(Component, { ...props, key }));
const newRoot = () => createRoot(document.body.appendChild(document.createElement("div")));

const [root, view] = [newRoot(), {}];
const of = (user) => ({ view, path: "/room", protocols: [user] });
const steps = [];
draw(root, of("alice"));
steps.push(await speaker(view));
draw(root, of("bob"));
steps.push(await speaker(view));
draw(root, { ...of("bob"), queryParams: { user: "bob" } });
steps.push(await speaker(view));
draw(root, { ...of("carol"), queryParams: { user: "bob" } }, "carol");
steps.push(await speaker(view));
console.log("alice; then bob's protocols; then other queryParams; then carol's with another key:", steps.join(", "));
assert.deepEqual(steps, ["alice", "alice", "bob", "carol"]);

const views = [{}, {}];
draw(newRoot(), { view: views[0], path: "/shared", protocols: ["alice"], share: true });
await speaker(views[0]);
draw(newRoot(), { view: views[1], path: "/shared", protocols: ["bob"], share: true });
const shared = await speaker(views[1]);
console.log("shared, bob's component speaks as:", shared);
assert.equal(shared, "alice");
process.exit(0);
JS
node run.mjs
