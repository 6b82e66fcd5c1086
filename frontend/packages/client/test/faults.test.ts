import { IDBFactory } from "fake-indexeddb";
import { expect, it } from "vitest";
import type { Chat, Room } from "../src/index.js";
import { PING_EVERY_MS } from "../src/limits.js";
import { seeded, texts, World } from "./world.js";

const SENDS = 10_000;
const TABS = 2;
/** The number of sends out of 1,000 that are followed by each fault. */
const FAULTS = { cut: 4, freeze: 2, kill: 1, reload: 3 };

/** The fault after a send; mostly none. */
function faultAt(random: number): keyof typeof FAULTS | undefined {
  let from = 0;
  for (const [fault, share] of Object.entries(FAULTS)) {
    from += share / 1_000;
    if (random < from) return fault as keyof typeof FAULTS;
  }
  return undefined;
}

it("10,000 sends from two tabs, through lost frames, cuts, freezes, kills and reloads: none lost, none doubled, one order", async () => {
  const world = new World(11);
  const { server, clock, random } = world;
  // The faults depend on nothing that the client does.
  const chance = seeded(12);
  const database = new IDBFactory();
  server.createRoom(1);
  server.delayMs = 8;
  server.tokenLife = 600_000;
  server.intercept = (method) => (method === "POST" && random() < 0.01 ? "lost" : undefined);
  server.loses = (frame) => frame.type === "chat_message" && random() < 0.005;
  const load = () => {
    const { chat } = world.tab(1, { storage: undefined, environment: { indexedDB: database } });
    chat.room(1).watch();
    return chat;
  };
  const tabs = Array.from({ length: TABS }, load);
  const sent = Array.from({ length: TABS }, () => [] as string[]);
  const happened = { cut: 0, freeze: 0, kill: 0, reload: 0 };

  for (let n = 0; n < SENDS; n += 1) {
    const tab = random() < 0.5 ? 0 : 1;
    const content = `${tab}-${n}`;
    sent[tab]?.push(content);
    tabs[tab]?.room(1).send({ content });
    await clock.advance(random() * 60, 3);
    const fault = faultAt(chance());
    if (!fault) continue;
    happened[fault] += 1;
    if (fault === "cut") server.cut();
    else if (fault === "freeze") server.freeze();
    else if (fault === "kill") {
      server.down = true;
      server.cut();
      clock.after(random() * 20_000, () => {
        server.down = false;
      });
    } else {
      // What was just written must have reached the disk: a page that is closed in that moment loses it.
      await clock.advance(20, 40);
      tabs[tab]?.dispose();
      tabs[tab] = load();
    }
  }
  server.intercept = () => undefined;
  server.loses = () => false;
  const there = server.rooms.get(1)?.messages ?? [];
  for (let minutes = 0; there.length < SENDS && minutes < 30; minutes += 1) await clock.advance(60_000, 20);
  // A frozen connection is found by the next ping.
  await clock.advance(PING_EVERY_MS + 60_000, 20);
  console.log(`10,000 sends: ${JSON.stringify(happened)}, ${server.handshakes.length} handshakes`);
  expect(Math.min(...Object.values(happened))).toBeGreaterThan(5);

  await expectOneOrder(
    world,
    there.map(({ content }) => content),
    sent,
    [...tabs, load()],
  );
}, 60_000);

/** Expects every message once, those of each tab in the order of sending, and the same in every chat. */
async function expectOneOrder(world: World, stored: string[], sent: string[][], chats: Chat[]) {
  expect(stored.length).toBe(SENDS);
  expect(new Set(stored)).toEqual(new Set(sent.flat()));
  // Each tab's own in the order of sending, and what a tab shows is what a fresh one reads.
  for (const [tab, own] of sent.entries()) {
    expect(stored.filter((content) => content.startsWith(`${tab}-`))).toEqual(own);
  }
  for (const chat of chats) {
    const room = chat.room(1);
    await world.clock.advance(1_000, 5);
    await readBack(room, world);
    expect(texts(room)).toEqual(stored);
    chat.dispose();
  }
}

/** Loads a room's messages back to its first one. */
async function readBack(room: Room, { clock }: World) {
  while (room.timeline.get().hasOlder) {
    void room.older();
    await clock.advance(20, 3);
  }
}
