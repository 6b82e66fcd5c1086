import { expect, it } from "vitest";
import { ChatError } from "../src/index.js";
import { refusal } from "./server/server.js";
import { texts, World } from "./world.js";

const MINUTE = 60_000;

async function opened(world: World, options = {}) {
  if (!world.server.rooms.has(1)) world.server.createRoom(1);
  const tab = world.tab(1, options);
  const room = tab.chat.room(1);
  const release = room.watch();
  await world.clock.advance(1_000);
  return { ...tab, room, release };
}

it("connects once however often it is watched, and lingers for 5 s", async () => {
  const world = new World();
  const { room, release } = await opened(world);
  const again = room.watch();
  release();
  again();
  await world.clock.advance(4_900);
  room.watch()();
  await world.clock.advance(4_900);
  expect([world.server.handshakes.length, world.server.connections.size]).toEqual([1, 1]);
  await world.clock.advance(200);
  expect([room.phase.get(), world.server.connections.size]).toEqual(["cold", 0]);
});

it("sends the token as a subprotocol, never in the address", async () => {
  const world = new World();
  await opened(world);
  const [handshake] = world.server.handshakes;
  expect(handshake?.url).toBe("ws://chat.test/ws/?batch=1");
  expect(handshake?.protocols).toEqual(["bearer", expect.stringMatching(/^h\./)]);
});

it("uses API Gateway's form of addresses", async () => {
  const world = new World();
  const config = {
    api: "http://chat.test/api/chat/",
    socket: "ws://gw.test/prod",
    socketForm: "query",
  } as const;
  const { chat } = world.tab(1, { config });
  chat.room(7).watch();
  chat.notifications.watch();
  await world.clock.advance(10);
  expect(world.server.handshakes.map((h) => h.url)).toEqual(["ws://gw.test/prod?batch=1"]);
});

it("asks REST once after a refused handshake: 403 and 404 are final", async () => {
  const world = new World();
  world.server.createRoom(1, "private", [2]);
  const { room } = await opened(world);
  await world.clock.advance(5 * MINUTE);
  expect(room.phase.get()).toEqual({ gone: "not_found" });
  expect(world.server.handshakes.length).toBe(1);
});

it("asks REST once for each refused handshake, and backs off while the answer is good", async () => {
  const world = new World();
  world.server.refuses = () => true;
  const { chat } = await opened(world);
  await world.clock.advance(10 * MINUTE);
  const probes = world.server.requests.filter((r) => r === "GET me/");
  // The first one is the session's own.
  expect(probes.length - 1).toBe(world.server.handshakes.length);
  // 0..30 s apart on average 15 s: never a storm.
  expect(world.server.handshakes.length).toBeGreaterThan(20);
  expect(world.server.handshakes.length).toBeLessThan(70);
  expect(chat.link.get().at).toMatch(/waiting|connecting/);
});

it("gets a new token after a refused one, tries once more, then ends", async () => {
  const world = new World();
  const { chat, asked, room } = await opened(world);
  world.server.tokenLife = 0; // from now on every token is refused
  await world.clock.advance(2 * 3_600_000);
  expect(chat.link.get()).toEqual({ at: "ended", reason: "token" });
  const before = [asked.length, world.server.handshakes.length, world.server.requests.length];
  await world.clock.advance(24 * 3_600_000);
  expect([asked.length, world.server.handshakes.length, world.server.requests.length]).toEqual(before);
  world.server.tokenLife = 3_600_000;
  chat.reconnect();
  await world.clock.advance(1_000);
  expect([chat.link.get().at, room.phase.get()]).toEqual(["live", "current"]);
});

it("ends when the user has to sign in again, but not when a token is unavailable for now", async () => {
  const world = new World();
  let problem: Error = new TypeError("offline");
  const tab = await opened(world, {
    getToken: async () => {
      throw problem;
    },
  });
  await world.clock.advance(5 * MINUTE);
  expect(tab.chat.link.get().at).toMatch(/waiting|connecting/);
  problem = new ChatError(401, "session_over", "sign in");
  await world.clock.advance(MINUTE);
  expect(tab.chat.link.get()).toEqual({ at: "ended", reason: "token" });
});

it("replaces a token that is refused during use, by REST and by the socket", async () => {
  const world = new World();
  const { room, asked, chat } = await opened(world);
  for (const { protocols } of world.server.handshakes) world.server.revoked.add(protocols[1] as string);
  room.send({ content: "by REST" });
  await world.clock.advance(1_000);
  expect(asked).toEqual(["first", "rejected"]);
  expect(texts(room)).toEqual(["by REST"]);
  world.server.close(1, "expired");
  await world.clock.advance(2_000);
  expect([chat.link.get().at, room.phase.get(), world.server.handshakes.length]).toEqual([
    "live",
    "current",
    2,
  ]);
});

it("gives its connection a newer token before the old one expires, without a gap", async () => {
  const world = new World();
  world.server.tokenLife = 5 * MINUTE;
  const { room, asked } = await opened(world);
  for (let n = 0; n < 60; n += 1) {
    world.server.say(1, `m${n}`);
    await world.clock.advance(MINUTE / 2);
    expect(room.phase.get()).toBe("current");
  }
  expect(texts(room)).toEqual(Array.from({ length: 60 }, (_, n) => `m${n}`));
  expect(new Set(asked)).toEqual(new Set(["first", "expiring"]));
  expect(world.server.handshakes.length).toBe(1);
});

it("finds that its only token has expired, though nobody says anything", async () => {
  const world = new World();
  world.server.tokenLife = 2 * MINUTE;
  const only = world.server.token(1);
  let isOver = false;
  const { chat } = await opened(world, {
    getToken: async (why: string) => {
      isOver = why === "rejected";
      if (isOver) throw new ChatError(401, "session_over", "sign in");
      return only;
    },
  });
  await world.clock.advance(2 * MINUTE - 10_000);
  expect(chat.link.get().at).toBe("live");
  await world.clock.advance(20_000);
  expect([chat.link.get(), isOver]).toEqual([{ at: "ended", reason: "token" }, true]);
});

it.each([1, 2, 3, 4, 5])(
  "comes back when the server ends it after 2 hours: nothing lost, nothing doubled, seed %i",
  async (seed) => {
    const world = new World(seed);
    world.server.delayMs = 200;
    world.server.tokenLife = 24 * 3_600_000;
    const { room } = await opened(world);
    const heard: string[] = [];
    room.onMessage((message) => heard.push(message.content));
    for (let n = 0; n < 300; n += 1) {
      if (n % 100 === 50) world.server.cut();
      world.server.say(1, `m${n}`);
      await world.clock.advance(100, 3);
    }
    await world.clock.advance(5_000);
    const all = Array.from({ length: 300 }, (_, n) => `m${n}`);
    expect(texts(room)).toEqual(all);
    expect(new Set(heard).size).toBe(heard.length);
    expect([world.server.handshakes.length, world.server.connections.size]).toEqual([4, 1]);
  },
);

it("resets the back-off only after a greeting and 5 s of life", async () => {
  const world = new World();
  world.server.dropsGreeted = true;
  await opened(world);
  await world.clock.advance(10 * MINUTE);
  // A server that greets and drops gets no more attempts than one that refuses.
  expect(world.server.handshakes.length).toBeLessThan(70);
  world.server.dropsGreeted = false;
  await world.clock.advance(MINUTE);
  world.server.cut();
  const before = world.clock.now;
  await world.clock.advance(600);
  expect(world.server.handshakes.at(-1)?.at).toBeGreaterThanOrEqual(before);
});

it.each([1, 2, 3])(
  "loses no edit while tokens and connections end again and again, seed %i",
  async (seed) => {
    const world = new World(seed);
    world.server.delayMs = 300;
    world.server.tokenLife = 6_000;
    const { room } = await opened(world);
    const messages = world.server.rooms.get(1)?.messages ?? [];
    for (let n = 0; n < 1_500; n += 1) {
      world.server.say(1, `m${n}`);
      // Old enough not to be replayed.
      if (n >= 100) world.server.edit(messages[n - 100] as never, `edited ${n - 100}`);
      if (n % 300 === 150) world.server.cut();
      await world.clock.advance(20, 1);
    }
    await world.clock.advance(2_000);
    expect(world.server.handshakes.length).toBeGreaterThan(5);
    // Older ones were dropped after an absence; they are read again when they are scrolled to.
    const shown = texts(room);
    expect(shown.length).toBeGreaterThan(500);
    expect(shown).toEqual(messages.slice(-shown.length).map((message) => message.content));
  },
);

it("believes the server that a token has expired, whatever its own clock says", async () => {
  const world = new World();
  const { asked, chat } = await opened(world, { environment: { now: () => world.clock.now - 86_400_000 } });
  world.clock.now += 3_600_000;
  world.server.close(1, "expired");
  await world.clock.advance(2_000);
  expect([asked, world.server.handshakes.length, chat.link.get().at]).toEqual([
    ["first", "rejected"],
    2,
    "live",
  ]);
});

it("honours Retry-After, also when the page wakes", async () => {
  const world = new World();
  const { signal } = await opened(world);
  world.server.refuses = () => true;
  world.server.intercept = () => refusal(503, "store_unavailable", 20);
  world.server.cut();
  await world.clock.advance(1_000);
  const before = world.server.handshakes.length;
  for (let n = 0; n < 15; n += 1) {
    signal("visible");
    await world.clock.advance(1_000);
  }
  expect(world.server.handshakes.length).toBe(before);
});

it("stays connected in a tab that is hidden for an hour", async () => {
  const world = new World();
  world.server.tokenLife = 24 * 3_600_000;
  const { signal, chat } = await opened(world);
  signal("hidden");
  for (let n = 0; n < 60; n += 1) await world.clock.sleep(MINUTE); // timers run once a minute
  signal("visible");
  await world.clock.advance(10_000);
  expect([world.server.handshakes.length, chat.link.get().at]).toEqual([1, "live"]);
  expect(world.server.frames.filter(({ frame }) => frame.type === "ping").length).toBeGreaterThan(10);
});

it("finds a dead connection when the page is seen again, and tries within a second", async () => {
  const world = new World();
  const { signal, room } = await opened(world);
  world.server.freeze();
  world.server.say(1, "missed");
  await world.clock.sleep(30 * MINUTE);
  signal("visible");
  await world.clock.advance(7_000);
  expect(texts(room)).toEqual(["missed"]);
  world.server.down = true;
  world.server.cut();
  signal("offline");
  await world.clock.advance(10 * MINUTE);
  expect(room.phase.get()).toBe("catching_up");
  world.server.down = false;
  signal("online");
  await world.clock.advance(1_100);
  expect(room.phase.get()).toBe("current");
});

it("is current as soon as the server is back, however long it was down", async () => {
  const world = new World();
  const { room, chat, signal } = await opened(world);
  const second = world.server.createRoom(2).id;
  world.server.down = true;
  world.server.cut();
  chat.room(second).watch();
  chat.rooms.watch();
  room.send({ content: "a" });
  await world.clock.advance(30 * MINUTE);
  world.server.down = false;
  signal("online");
  await world.clock.advance(1_600);
  expect([room.phase.get(), chat.room(second).phase.get(), chat.room(second).info.get()?.name]).toEqual([
    "current",
    "current",
    "room 2",
  ]);
  expect([texts(room), chat.rooms.get().mine.length]).toEqual([["a"], 2]);
});

it("finds a half-open connection by the echo that does not come", async () => {
  const world = new World();
  const { room } = await opened(world);
  world.server.freeze();
  room.send({ content: "hello" });
  await world.clock.advance(1_000);
  expect(texts(room)).toEqual(["hello"]);
  await world.clock.advance(16_500);
  expect([room.phase.get(), world.server.handshakes.length]).toEqual(["current", 2]);
});

it("connects again only when the page is seen, after a newer connection took its place", async () => {
  const world = new World();
  const { chat, signal } = await opened(world);
  world.server.close(1, "replaced");
  await world.clock.advance(10 * MINUTE);
  expect([chat.link.get(), world.server.handshakes.length]).toEqual([{ at: "ended", reason: "closed" }, 1]);
  signal("visible");
  await world.clock.advance(1_000);
  expect(chat.link.get().at).toBe("live");
});

it("takes a page from the back/forward cache as disconnected", async () => {
  const world = new World();
  const { signal, room } = await opened(world);
  signal("pageshow");
  expect(room.phase.get()).toBe("catching_up");
  await world.clock.advance(1_000);
  expect([room.phase.get(), world.server.handshakes.length, world.server.connections.size]).toEqual([
    "current",
    2,
    1,
  ]);
});

it("comes back at once when its access has changed, but not again and again", async () => {
  const world = new World();
  await opened(world, { environment: { random: () => 0.999 } });
  await world.clock.advance(10_000);
  world.server.close(1, "access_changed");
  await world.clock.advance(10);
  expect(world.server.handshakes.length).toBe(2);
  world.server.close(1, "access_changed");
  await world.clock.advance(10);
  expect(world.server.handshakes.length).toBe(2);
  await world.clock.advance(5_000);
  expect(world.server.handshakes.length).toBe(3);
});

it("handles the frames of a batch in order, and none after the end of the connection", async () => {
  const world = new World();
  const { room } = await opened(world);
  const [connection] = world.server.connections;
  const [one, two] = [world.server.say(1, "m1"), world.server.say(1, "m2")];
  const edited = { ...two, content: "edited", is_edited: true };
  await world.clock.advance(10);
  connection?.deliver({
    type: "batch",
    frames: [
      { type: "message_updated", room_id: 1, message: edited },
      { type: "message_deleted", room_id: 1, message_id: one.id, seq: 1, updated_at: one.updated_at },
      { type: "closed", reason: "expired" },
      { type: "message_deleted", room_id: 1, message_id: two.id, seq: 2, updated_at: two.updated_at },
    ],
  });
  await world.clock.advance(1);
  expect(texts(room)).toEqual(["[消息已删除]", "edited"]);
});
