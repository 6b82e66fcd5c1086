// @vitest-environment happy-dom
import { afterEach, expect, test, vi } from "vitest";
import { signOut, start } from "../../src/state/account.ts";

const CONFIG = {
  api: "http://chat.test/api/chat/",
  socket: "ws://chat.test/ws/",
  socketForm: "path",
  demo: false,
  version: "1.0.0",
} as const;

/** Signs in at an address of the page, and answers what is read before anything renders. */
async function readAt(path: string) {
  const read: string[] = [];
  vi.stubGlobal("fetch", async (url: string) => {
    read.push(url.slice(CONFIG.api.length));
    throw new TypeError("no server here");
  });
  sessionStorage.setItem("roomcast.session", JSON.stringify({ kind: "token", token: "a.b.c" }));
  history.replaceState(null, "", path);
  start(CONFIG);
  await new Promise((go) => setTimeout(go, 20));
  await signOut();
  return read;
}

const messagesIn = (read: string[]) => read.filter((path) => path.includes("/messages/"));

afterEach(() => vi.unstubAllGlobals());

test("the room of the address and the list are read while the page renders for the first time", async () => {
  const read = await readAt("/r/7");
  expect(read).toEqual(expect.arrayContaining(["rooms/7/", "rooms/?scope=mine&limit=200"]));
  expect(messagesIn(read)[0]).toBe("rooms/7/messages/?page=1&page_size=50");
});

test("of a room that is opened at a message, the messages around that are read first", async () => {
  expect(messagesIn(await readAt("/r/7/m/12"))[0]).toBe("rooms/7/messages/?around=12&limit=50");
});

test("where the address names no room, none is read", async () => {
  for (const path of ["/", "/r/", "/r/x", "/r/0", "/r/7x"]) {
    expect((await readAt(path)).filter((each) => /^rooms\/\w/.test(each))).toEqual([]);
  }
});
