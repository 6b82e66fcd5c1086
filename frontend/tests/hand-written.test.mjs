// Code that was written by hand after the API's documentation runs without changes.
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { runInNewContext } from "node:vm";
import { afterAll, beforeAll, expect, test } from "vitest";
import { WebSocket } from "ws";
import { caller, startServer } from "./lib/server.mjs";
import { until } from "./lib/world.mjs";

const SOURCE = readFileSync(join(import.meta.dirname, "fixtures/hand-written.js"), "utf8");
const NAMES = ["getRooms", "createRoom", "sendMessage", "connectWebSocket", "sendWebSocketMessage"];

let server;
beforeAll(async () => {
  server = await startServer({ WS_ALLOW_ANONYMOUS: "true" });
});
afterAll(() => server.stop());

/** Loads the functions as if they ran in a page of the server's origin; `said` collects what they log. */
function load(source, token, said) {
  return runInNewContext(`${source}\n({ ${NAMES} })`, {
    localStorage: { getItem: (key) => (key === "access_token" ? token : null) },
    fetch: (path, options) => fetch(new URL(path, server.origin), options),
    console: { log: (...words) => said.push(words) },
    WebSocket,
  });
}

/** Waits until a frame was logged that passes a check. */
const heard = (said, check) =>
  until("a frame", () => said.some(([word, data]) => word === "收到消息:" && check(data)));

/** Calls every function; answers the sender and the text of each message afterwards. */
async function talk(source) {
  const token = await server.token(1, "developer");
  const said = [];
  const app = load(source, token, said);
  const made = await app.createRoom({
    name: "开发讨论",
    description: "开发团队讨论群",
    room_type: "public",
    max_members: 50,
  });
  expect(made).toMatchObject({
    name: "开发讨论",
    member_count: 1,
    is_active: true,
    created_by: { id: 1, username: "developer" },
  });
  const ws = app.connectWebSocket(made.id);
  try {
    await heard(said, (data) => data.type === "connection_established" && data.message === "连接成功");
    app.sendWebSocketMessage(ws, "大家好！");
    await heard(said, (data) => data.type === "chat_message" && data.message.content === "大家好！");
    const sent = await app.sendMessage(made.id, { content: "消息内容", message_type: "text" });
    expect(sent).toMatchObject({
      content: "消息内容",
      message_type: "text",
      room: { id: made.id },
      reply_to: null,
    });
    await heard(said, (data) => data.type === "chat_message" && data.message.id === sent.id);
    const rooms = await app.getRooms();
    expect(rooms.find((room) => room.id === made.id)).toMatchObject({
      member_count: 1,
      last_message: { id: sent.id, content: "消息内容", sender: "developer" },
    });
  } finally {
    ws.close();
  }
  await until("the log line about closing", () => said.some(([word]) => word === "WebSocket连接已关闭"));
  const rest = caller(server.origin, token);
  return (await rest("GET", `rooms/${made.id}/messages/`)).messages.map((m) => [
    m.sender.username,
    m.content,
  ]);
}

/** The source with the address of the test server. */
const here = (source) => source.replace("ws://localhost:8000", `ws://127.0.0.1:${server.port}`);

test("a socket without a token writes as a guest if the server allows it", async () => {
  expect(await talk(here(SOURCE))).toEqual([
    ["developer", "消息内容"],
    ["guest", "大家好！"],
  ]);
});

test("a socket with a token in its address writes as the token's user", async () => {
  // biome-ignore lint/suspicious/noTemplateCurlyInString: part of the source that is loaded
  const source = here(SOURCE).replace("${roomId}/`);", "${roomId}/?token=${token}`);");
  expect(source).toContain("?token=");
  expect(await talk(source)).toEqual([
    ["developer", "消息内容"],
    ["developer", "大家好！"],
  ]);
});
