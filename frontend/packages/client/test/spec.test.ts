/** The tables of SPEC.md are the tables of the code, and what they promise holds whatever happens. */
import { readFileSync } from "node:fs";
import { expect, it } from "vitest";
import type { Chat } from "../src/index.js";
import { LINE, LINK } from "../src/transport/tables.js";
import { refusal } from "./server/server.js";
import { texts, World } from "./world.js";

const spec = readFileSync(new URL("../SPEC.md", import.meta.url), "utf8");

/** The table of SPEC.md with this first cell, as rows of cells. */
function tableOf(first: string): string[][] {
  const lines = spec.split("\n");
  const start = lines.findIndex((line) => line.startsWith(`| ${first} |`));
  const end = lines.findIndex((line, at) => at > start && !line.startsWith("|"));
  const rows = lines.slice(start, end).map((line) => line.split("|").slice(1, -1));
  return rows.filter(([cell]) => !cell?.startsWith("---")).map((row) => row.map((cell) => cell.trim()));
}

/** The table of a machine, as SPEC.md should show it. */
function written(name: string, { states, ...events }: { states: string } & Record<string, string>) {
  const letters = new Map(
    [...spec.matchAll(/^\| (\w+) \| `(\w)` \|/gm)].map(([, word, letter]) => [word, letter]),
  );
  const [head = []] = tableOf(name);
  const words = head.slice(1);
  expect(words.map((word) => letters.get(word)).join("")).toBe(states);
  const wordOf = (letter: string) => (letter === "." ? "—" : (words[states.indexOf(letter)] ?? "?"));
  return [head, ...Object.entries(events).map(([event, row]) => [event, ...[...row].map(wordOf)])];
}

it.each([
  ["link", LINK],
  ["line", LINE],
])("has the table of a %s as the code has it, total", (name, machine) => {
  expect(tableOf(name)).toEqual(written(name, machine));
});

it("explains every event, and says where each invariant is enforced", () => {
  for (const event of [...Object.keys(LINK), ...Object.keys(LINE)]) {
    if (event !== "states") expect(spec).toMatch(new RegExp(`^\\| ${event} \\| [^—|]{10,} \\|$`, "m"));
  }
  const invariants = tableOf("").map(([number, , where]) => [number, where?.length]);
  expect(invariants.slice(1).map(([number]) => Number(number))).toEqual(
    invariants.slice(1).map((_, at) => at + 1),
  );
  expect(invariants.every(([, length]) => length)).toBe(true);
});

const ROOMS = [1, 2, 3, 4];

/** What the list shows of each room. */
const list = (chat: Chat) =>
  chat.rooms
    .get()
    .mine.map(({ id, name, unread_count, last_message }) => [
      id,
      name,
      unread_count,
      last_message?.content,
      last_message?.updated_at,
    ]);

function expectInvariants(world: World, chats: Chat[]) {
  // 1: one socket for each tab; those that the server holds half-open do not count.
  expect(world.opened()).toBeLessThanOrEqual(chats.length);
  for (const chat of chats) {
    for (const id of ROOMS) {
      const room = chat.room(id);
      // 5 and 7.
      if (room.phase.get() === "current") expect(chat.link.get().at).toBe("live");
      const numbers = room.timeline.get().entries.flatMap((e) => (e.kind === "sent" ? [e.message.seq] : []));
      expect(numbers).toEqual(numbers.map((_, at) => (numbers[0] as number) + at));
    }
  }
}

/** One of some values. */
const pick = <T>(random: () => number, all: readonly T[]) => all[Math.floor(random() * all.length)] as T;

/** Everything that may happen to two tabs of a user. `watched` holds what ends the watching of a room, by tab and room. */
function eventsOf(world: World, tabs: ReturnType<World["tab"]>[], watched: Map<string, () => void>) {
  const { server, clock, random } = world;
  const any = <T>(all: readonly T[]) => pick(random, all);
  const message = () => any(server.rooms.get(any(ROOMS))?.messages ?? []);
  return [
    () => server.say(any(ROOMS), "other"),
    () => server.say(any(ROOMS), "mine elsewhere", 1),
    () => any(tabs).chat.room(any(ROOMS)).send({ content: "mine" }),
    () => server.edit(message(), "edited"),
    () => server.erase(message()),
    () => any(tabs).chat.room(any(ROOMS)).markRead(),
    () => server.cut(),
    () => server.freeze(),
    () => clock.sleep(random() * 600_000),
    () => server.close(1, any(["expired", "access_changed", "replaced"] as const)),
    () => any(tabs).signal(any(["visible", "hidden", "online", "offline", "resume", "pageshow"] as const)),
    () => {
      server.down = !server.down;
      if (server.down) server.cut();
    },
    () => {
      const [tab, id] = [any([0, 1]), any(ROOMS)];
      const key = `${tab} ${id}`;
      watched.get(key)?.();
      const room = tabs[tab]?.chat.room(id);
      if (!watched.delete(key) && room) watched.set(key, room.watch());
    },
  ];
}

it.each(Array.from({ length: 60 }, (_, n) => n))(
  "keeps its invariants and ends as a fresh chat begins, whatever happens, seed %i",
  async (seed) => {
    const world = new World(seed + 500);
    const { server, clock, random } = world;
    for (const id of ROOMS) server.createRoom(id, id % 2 ? "public" : "private");
    for (const id of ROOMS) for (let n = 0; n < 3; n += 1) server.say(id, `m${n}`);
    server.delayMs = 300;
    server.tokenLife = 40_000;
    server.maxSubscriptions = 3;
    const tabs = [world.tab(), world.tab()];
    const chats = tabs.map(({ chat }) => chat);
    const watched = new Map<string, () => void>();
    for (const chat of chats) {
      chat.rooms.watch();
      chat.notifications.watch();
    }
    server.intercept = () =>
      random() < 0.05 ? "lost" : random() < 0.05 ? refusal(503, "store_unavailable", 1) : undefined;
    server.loses = ({ type }) => type === "chat_message" && random() < 0.05;
    server.doubles = () => random() < 0.05;
    const events = eventsOf(world, tabs, watched);
    for (let n = 0; n < 80; n += 1) {
      await pick(random, events)();
      await clock.advance(random() * 2_000, 2);
      expectInvariants(world, chats);
    }
    server.down = false;
    server.intercept = () => undefined;
    server.loses = server.doubles = () => false;
    for (const { signal } of tabs) for (const what of ["online", "visible"] as const) signal(what);
    await clock.advance(60_000, 2);
    // Frozen connections are found by the next ping, lost edits by reading again.
    server.cut();
    await clock.advance(60_000, 2);
    expectInvariants(world, chats);
    const fresh = world.tab().chat;
    fresh.rooms.watch();
    await clock.advance(10_000, 2);
    for (const [at, chat] of chats.entries()) {
      expect(chat.link.get().at).toBe("live");
      expect(list(chat)).toEqual(list(fresh));
      const own = ROOMS.filter((id) => watched.has(`${at} ${id}`));
      // The room that was watched first makes room for the fourth.
      const current = own.filter((id) => chat.room(id).phase.get() === "current");
      expect(current.length).toBe(Math.min(own.length, server.maxSubscriptions));
      for (const id of current) {
        const all = server.rooms.get(id)?.messages.map(({ content }) => content) ?? [];
        const shown = texts(chat.room(id));
        expect(shown).toEqual(all.slice(-shown.length));
      }
    }
  },
);
