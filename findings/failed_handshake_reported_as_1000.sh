#!/usr/bin/env bash
# reconnecting-websocket and partysocket report a handshake that was refused, and a server that is not there, as the close code
# 1000, the code of an ordinary end, where the WebSocket below them reports 1006. The `close` event is one that they make up:
# they take their listeners off the real socket at its `error` event, which comes first.
#
# Who tells by the code whether a chat ended on purpose takes an outage for that: partysocket's own option
# `shouldReconnectOnClose: (event) => event.code !== 1000` stays away for ever after one 503. A chat backend can only reach such a
# client by codes of its own (4000 to 4999) on sockets that were open; for a refusal it must have another address to ask.
set -euo pipefail
dir=$(mktemp -d)
trap 'rm -rf "$dir"' EXIT
cd "$dir"
npm install --silent --no-audit --no-fund --ignore-scripts reconnecting-websocket@4.4.0 partysocket@1.3.0 ws@8.23.0

cat >run.mjs <<'JS'
import assert from "node:assert/strict";
import { once } from "node:events";
import { readFileSync } from "node:fs";
import { createServer } from "node:http";
import PartySocket from "partysocket/ws";
import reconnecting from "reconnecting-websocket";
import WebSocket, { WebSocketServer } from "ws";

const version = (name) => JSON.parse(readFileSync(`node_modules/${name}/package.json`)).version;
const sleep = (ms) => new Promise((resolve) => setTimeout(resolve, ms));

// The first handshake of each path is refused, every later one is accepted.
const seen = {};
const sockets = new WebSocketServer({ noServer: true });
const server = createServer().on("upgrade", (request, socket, head) => {
  seen[request.url] = (seen[request.url] ?? 0) + 1;
  if (seen[request.url] > 1) sockets.handleUpgrade(request, socket, head, () => {});
  else socket.end("HTTP/1.1 503 Service Unavailable\r\nContent-Length: 0\r\nConnection: close\r\n\r\n");
});
server.listen(0, "127.0.0.1");
await once(server, "listening");
const base = `ws://127.0.0.1:${server.address().port}`;

const plain = new WebSocket(`${base}/ws`);
plain.on("error", () => {});
const code = await new Promise((resolve) => plain.on("close", resolve));
console.log("ws", version("ws"), "refused:", code);
assert.equal(code, 1006);

const options = { WebSocket, minReconnectionDelay: 100, maxReconnectionDelay: 100 };
for (const [name, Reconnecting] of [
  ["reconnecting-websocket", reconnecting.default ?? reconnecting],
  ["partysocket", PartySocket],
]) {
  const ends = [];
  for (const url of [`${base}/${name}`, "ws://127.0.0.1:1/nobody"]) {
    const socket = new Reconnecting(url, [], options);
    const event = await new Promise((resolve) => socket.addEventListener("close", resolve));
    ends.push([event.code, event.wasClean]);
    socket.close();
  }
  console.log(name, version(name), "refused, then nobody there:", JSON.stringify(ends));
  assert.deepEqual(ends, [[1000, true], [1000, true]]);
}

const shouldReconnectOnClose = (event) => event.code !== 1000;
new PartySocket(`${base}/patient`, [], options);
new PartySocket(`${base}/careful`, [], { ...options, shouldReconnectOnClose });
await sleep(2000);
console.log("partysocket handshakes in 2 s:", seen["/patient"], "and, where 1000 means the end,", seen["/careful"]);
assert.deepEqual([seen["/patient"], seen["/careful"]], [2, 1]);
process.exit(0);
JS
node run.mjs
