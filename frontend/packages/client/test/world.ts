/** The world of a test: a clock that is moved by hand, a server in memory, and the tabs of a browser. */
import type { ClientOptions, Environment, LocalEntry, PageSignal, Room } from "../src/index.js";
import { createChat } from "../src/index.js";
import { FakeServer } from "./server/server.js";

/** A generator of random numbers from 0 to 1, determined by its seed (mulberry32). */
export function seeded(seed: number) {
  let state = seed >>> 0;
  return () => {
    state = (state + 0x6d2b79f5) >>> 0;
    let t = Math.imul(state ^ (state >>> 15), 1 | state);
    t = (t + Math.imul(t ^ (t >>> 7), 61 | t)) ^ t;
    return ((t ^ (t >>> 14)) >>> 0) / 4294967296;
  };
}

/** Runs everything that is due now. */
export async function settle(rounds = 3) {
  for (let n = 0; n < rounds; n += 1) await new Promise((resolve) => setImmediate(resolve));
}

const nothing = () => {};

interface Timer {
  at: number;
  fn: () => void;
}

export class Clock {
  now = Date.parse("2026-01-01T00:00:00Z");
  /** Sorted, the next one last. */
  private timers: Timer[] = [];

  after = (ms: number, fn: () => void) => {
    const timer: Timer = { at: this.now + Math.max(0, ms), fn };
    let low = 0;
    let high = this.timers.length;
    while (low < high) {
      const middle = (low + high) >> 1;
      if ((this.timers[middle] as Timer).at > timer.at) low = middle + 1;
      else high = middle;
    }
    this.timers.splice(low, 0, timer);
    return () => {
      timer.fn = nothing;
    };
  };

  /** Moves the time forward, timer by timer. */
  async advance(ms: number, rounds = 8) {
    const end = this.now + ms;
    await settle(rounds);
    for (let next = this.timers.at(-1); next && next.at <= end; next = this.timers.at(-1)) {
      this.now = Math.max(this.now, next.at);
      this.timers.pop();
      if (next.fn === nothing) continue;
      next.fn();
      await settle(rounds);
    }
    this.now = end;
  }

  /** Moves the time forward at once, as when the machine slept: timers run late. */
  async sleep(ms: number) {
    this.now += ms;
    await this.advance(0);
  }
}

/** The locks and channels that the tabs of one browser share. */
export class Browser {
  private channels = new Map<string, Set<(data: unknown) => void>>();
  private locks = new Map<string, Promise<unknown>>();

  lock = <T>(name: string, fn: () => Promise<T>): Promise<T> => {
    const done = (this.locks.get(name) ?? Promise.resolve()).then(fn, fn);
    this.locks.set(
      name,
      done.catch(() => undefined),
    );
    // A browser gives a lock back a moment later.
    return done.finally(() => new Promise((resolve) => setImmediate(resolve)));
  };

  /**
   * The locks and channels of a tab, and functions that end it without a word, or freeze it: a frozen tab keeps its
   * locks.
   */
  tab() {
    let isDead = false;
    const dies = new Set<() => void>();
    let die = () => {};
    const death = new Promise<never>((_, reject) => {
      die = () => {
        isDead = true;
        reject(new Error("the tab is dead"));
        for (const each of dies) each();
      };
    });
    death.catch(() => undefined);
    return {
      lock: <T>(name: string, fn: () => Promise<T>) => {
        const held = this.lock(name, () => Promise.race([isDead ? death : fn(), death]));
        // Nothing goes on in a tab that is dead.
        return new Promise<T>((resolve, reject) => held.then(resolve, (error) => isDead || reject(error)));
      },
      broadcast: (name: string, hear: (data: unknown) => void) => {
        const channel = this.broadcast(name, (data) => isDead || hear(data));
        return { ...channel, postMessage: (data: unknown) => isDead || channel.postMessage(data) };
      },
      die,
      freeze: () => {
        isDead = true;
        for (const each of dies) each();
      },
      isAlive: () => !isDead,
      /** Calls `fn` when the tab dies or is frozen. */
      onDeath: (fn: () => void) => void dies.add(fn),
    };
  }

  broadcast = (name: string, hear: (data: unknown) => void) => {
    const all = this.channels.get(name) ?? new Set();
    this.channels.set(name, all.add(hear));
    return {
      postMessage: (data: unknown) => {
        for (const other of all)
          if (other !== hear) setImmediate(() => all.has(other) && other(structuredClone(data)));
      },
      close: () => void all.delete(hear),
    };
  };
}

let uuids = 0;

/** What makes another `Environment.socket` of an environment; without a result the client makes its own. */
type Wrap = (environment: Environment) => Environment["socket"] | undefined;

export class World {
  readonly clock = new Clock();
  readonly server: FakeServer;
  readonly browser = new Browser();
  readonly random: () => number;

  constructor(seed = 1) {
    this.random = seeded(seed);
    this.server = new FakeServer(this.clock, seeded(seed + 1));
  }

  /** The number of sockets that are open. */
  opened() {
    return this.server.open.size;
  }

  /** Opens a tab with its own chat. */
  tab(user = 1, options: Partial<ClientOptions> = {}, wrap?: Wrap) {
    const signals = new Set<(signal: PageSignal) => void>();
    const page = { online: true };
    const asked: string[] = [];
    const environment: Environment = {
      fetch: this.server.fetch,
      socket: this.server.socket,
      upload: this.server.upload,
      now: () => this.clock.now,
      after: this.clock.after,
      random: this.random,
      uuid: () => `id-${++uuids}`,
      frame: (fn) => queueMicrotask(fn),
      online: () => page.online,
      listen(fn) {
        signals.add(fn);
        return () => void signals.delete(fn);
      },
      lock: this.browser.lock,
      broadcast: this.browser.broadcast,
      indexedDB: null,
      ...options.environment,
    };
    const { lock, broadcast, die, freeze, isAlive, onDeath } = this.browser.tab();
    let given: Partial<Environment> = environment;
    if (wrap) {
      const { after, socket } = environment;
      environment.after = (ms, fn) => after(ms, () => isAlive() && fn());
      const opened: Environment["socket"] = (...args) => {
        const one = socket(...args);
        onDeath(() => one.close());
        return one;
      };
      Object.assign(environment, { lock, broadcast });
      const wrapped = wrap({ ...environment, socket: opened });
      const { socket: _, ...others } = environment;
      given = wrapped ? { ...others, socket: wrapped } : others;
    }
    const chat = createChat({
      config: { api: "http://chat.test/api/chat/", socket: "ws://chat.test/ws/", socketForm: "path" },
      getToken: async (why) => {
        asked.push(why);
        return this.server.token(user);
      },
      storage: "memory",
      ...options,
      environment: given,
    });
    const signal = (what: PageSignal) => {
      if (what === "online" || what === "offline") page.online = what === "online";
      for (const fn of [...signals]) fn(what);
    };
    return { chat, signal, asked, page, die, freeze };
  }
}

/** The texts of a timeline, local ones in brackets. */
export function texts(room: Room) {
  return room.timeline
    .get()
    .entries.map((entry) => (entry.kind === "sent" ? entry.message.content : `[${entry.outgoing.content}]`));
}

/** Opens room 1 with some messages in a new tab. */
export async function openRoom(world: World, messages = 0) {
  const room = world.server.createRoom(1);
  for (let n = 1; n <= messages; n += 1) world.server.say(1, `m${n}`);
  const tab = world.tab();
  tab.chat.room(1).watch();
  await world.clock.advance(1_000);
  return { ...tab, room: tab.chat.room(1), there: room.messages };
}

/** The entries of a room that the server has not confirmed. */
export function localEntries(room: Room): LocalEntry[] {
  return room.timeline.get().entries.filter((entry) => entry.kind === "local");
}
