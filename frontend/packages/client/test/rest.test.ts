import { readFile } from "node:fs/promises";
import { expect, it, vi } from "vitest";
import type { ChatError, RestCalls } from "../src/index.js";
import { createRest } from "../src/rest.js";
import { loadConfig } from "../src/transport/address.js";
import { createRequest } from "../src/transport/request.js";
import { refusal } from "./server/server.js";
import { Clock, World } from "./world.js";

const camel = (name: string) => name.replace(/_(.)/g, (_, letter: string) => letter.toUpperCase());

function recording(answer = () => new Response("{}")) {
  const clock = new Clock();
  const calls: { method: string; url: string; init: RequestInit }[] = [];
  const env = {
    after: clock.after,
    fetch: async (url: string, init: RequestInit) => {
      calls.push({ method: String(init.method), url, init });
      return answer();
    },
  } as never;
  const tokens = { get: async () => "t", reject: () => undefined } as never;
  return {
    rest: createRest(createRequest(env, "http://x/api/chat/", tokens, () => undefined)),
    calls,
    clock,
  };
}

it("has every operation of the API document, under its name, method and path", async () => {
  const { paths } = JSON.parse(
    await readFile(new URL("../../../../docs/openapi.json", import.meta.url), "utf8"),
  );
  const documented = Object.entries(paths as Record<string, Record<string, { operationId?: string }>>)
    .flatMap(([path, methods]) =>
      Object.entries(methods).map(([method, { operationId }]) => [
        operationId,
        `${method.toUpperCase()} ${path}`,
      ]),
    )
    .filter(([name, what]) => name && !what?.endsWith(".json"))
    .map(([name, what]) => [camel(name as string), what?.replace(/\{\w+\}/g, "7")])
    .sort();
  const { rest, calls } = recording();
  const made = [];
  for (const name of Object.keys(rest).sort()) {
    await (rest[name as keyof RestCalls] as (...given: unknown[]) => Promise<unknown>)(7, 7, 7);
    const call = calls.at(-1);
    made.push([name, `${call?.method} ${new URL(String(call?.url)).pathname}`]);
  }
  expect(made).toEqual(documented);
});

it("rejects with the code, whether a retry may help, and when", async () => {
  const failure = async (answer: Response) => {
    const { rest } = recording(() => answer);
    return rest
      .getRoom(1)
      .catch((error: ChatError) => [error.code, error.detail, error.retryable, error.retryAfterMs]);
  };
  expect(await failure(refusal(403, "banned"))).toEqual(["forbidden", "banned", false, undefined]);
  expect(await failure(refusal(429, "rate_limited", 7))).toEqual([
    "rate_limited",
    "rate_limited",
    true,
    7_000,
  ]);
  expect(await failure(refusal(409, "last_admin"))).toEqual(["conflict", "last_admin", false, undefined]);
  expect(await failure(new Response("<html>", { status: 504 }))).toEqual(["server", "", true, undefined]);
  expect(await failure(new Response("<html>"))).toEqual(["server", "bad_answer", true, undefined]);
  expect(await failure(new Response('{"message":"Too Many Requests"}', { status: 429 }))).toEqual([
    "rate_limited",
    "",
    true,
    undefined,
  ]);
});

it("gives up waiting after 20 s", async () => {
  const world = new World();
  world.server.intercept = () => "never";
  const { chat } = world.tab();
  const answer = chat.rest.getMe().catch((error: ChatError) => error.code);
  await world.clock.advance(20_100);
  expect(await answer).toBe("network");
});

it("asks for one token at a time, and renews it before it expires", async () => {
  const world = new World();
  const { chat, asked } = world.tab();
  await Promise.all([chat.rest.getMe(), chat.rest.listRooms(), chat.rest.getMe()]);
  expect(asked).toEqual(["first"]);
  world.clock.now += 3_600_000 - 59_000;
  await chat.rest.getMe();
  expect(asked).toEqual(["first", "expiring"]);
});

it("uses a token that seems to have expired: the clock may be wrong", async () => {
  const world = new World();
  const { chat, asked } = world.tab(1, { environment: { now: () => world.clock.now + 86_400_000 } });
  await chat.rest.getMe();
  await chat.rest.getMe();
  expect(asked).toEqual(["first"]);
});

it("reads /config.json, with relative and absolute addresses", async () => {
  const read = (body: unknown, url = "https://chat.test/config.json") => {
    vi.stubGlobal("fetch", async () => new Response(JSON.stringify(body)));
    return loadConfig(url).finally(vi.unstubAllGlobals);
  };
  const here = { api_base: "/api/chat/", ws_base: "/ws/", ws_form: "path", demo: true, version: "1" };
  expect(await read(here)).toEqual({
    api: "https://chat.test/api/chat/",
    socket: "wss://chat.test/ws/",
    socketForm: "path",
    demo: true,
    version: "1",
  });
  const below = await read(here, "https://chat.test/talk/config.json");
  expect([below.api, below.socket]).toEqual(["https://chat.test/talk/api/chat/", "wss://chat.test/talk/ws/"]);
  const aws = { ...here, ws_base: "wss://abc.gw.test/prod", ws_form: "query", demo: false };
  expect(await read(aws)).toMatchObject({ socket: "wss://abc.gw.test/prod", socketForm: "query" });
});
