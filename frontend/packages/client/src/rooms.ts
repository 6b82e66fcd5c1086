import { cell } from "./cell.js";
import type { Context } from "./context.js";
import { ChatError } from "./error.js";
import { backOffMs } from "./retry.js";
import type { RoomList, RoomListItem, RoomListState } from "./types.js";
import type { Message } from "./wire.js";

const POLL_MS = 30_000;
/** Changes in quick succession are read once. */
const SETTLE_MS = 1_000;
const MINE_PAGE = 200;
const PUBLIC_PAGE = 100;
const EXCERPT = 100;

const EMPTY: RoomListState = {
  mine: [],
  public: [],
  hasMorePublic: false,
  unreadTotal: 0,
  loaded: false,
  error: null,
};

export interface RoomListParts {
  list: RoomList;
  /** A message has arrived in an open room. */
  arrived(room: number, message: Message, unread: number): void;
  setUnread(room: number, unread: number): void;
  /** Reads again soon, while watched. */
  changed(): void;
  /** The page is seen, or online, again. */
  wake(): void;
  stop(): void;
}

/** The room list: read when watched, again when something happened, and every 30 s while visible. */
export function createRooms(context: Context, onChange: () => void): RoomListParts {
  const { env, rest } = context;
  const state = cell(EMPTY, context.soon);
  let watchers = 0;
  let cursor: string | null = null;
  let reading: Promise<void> | null = null;
  let cancelPoll = () => {};
  let failures = 0;

  const set = (change: Partial<RoomListState>) => {
    const next = { ...state.get(), ...change };
    next.unreadTotal = next.mine.reduce((sum, room) => sum + room.unread_count, 0);
    state.set(next);
    onChange();
  };

  const readMine = async () => {
    const rooms: RoomListItem[] = [];
    let next: string | undefined;
    do {
      const page = await rest.listRooms({ scope: "mine", limit: MINE_PAGE, cursor: next });
      rooms.push(...page.items);
      next = page.next ?? undefined;
    } while (next);
    return rooms;
  };

  const read = async () => {
    try {
      const [mine, others] = await Promise.all([
        readMine(),
        rest.listRooms({ scope: "public", limit: PUBLIC_PAGE }),
      ]);
      const before = state.get();
      // Pages that were loaded by hand stay below the first one.
      const first = new Set([...mine, ...others.items].map((room) => room.id));
      const rest_ = cursor === null ? [] : before.public.slice(PUBLIC_PAGE).filter((r) => !first.has(r.id));
      if (rest_.length === 0) cursor = others.next;
      failures = 0;
      set({
        mine: keep(before.mine, mine),
        public: keep(before.public, [...others.items, ...rest_]),
        hasMorePublic: cursor !== null,
        loaded: true,
        error: null,
      });
    } catch (error) {
      if (error instanceof ChatError) set({ error });
      failures += 1;
    }
  };

  const refresh = () => {
    context.activate();
    reading ??= read().finally(() => {
      reading = null;
      schedule();
    });
    return reading;
  };

  const schedule = (ms?: number) => {
    cancelPoll();
    if (watchers === 0) return;
    const wait = ms ?? (failures ? backOffMs(env, failures + 1) : POLL_MS);
    cancelPoll = env.after(wait, () => {
      if ((env.visible() || ms !== undefined) && !context.ended()) void refresh();
      else schedule();
    });
  };

  return {
    list: {
      initial: EMPTY,
      get: state.get,
      subscribe: state.subscribe,
      refresh,
      watch() {
        watchers += 1;
        void refresh();
        let released = false;
        return () => {
          if (released) return;
          released = true;
          watchers -= 1;
          if (watchers === 0) cancelPoll();
        };
      },
      async morePublic() {
        if (!cursor) return;
        const page = await rest.listRooms({ scope: "public", limit: PUBLIC_PAGE, cursor });
        cursor = page.next;
        const known = new Set(state.get().public.map((room) => room.id));
        const fresh = page.items.filter((room) => !known.has(room.id));
        set({ public: [...state.get().public, ...fresh], hasMorePublic: cursor !== null });
      },
      async create(body) {
        const room = await rest.createRoom(body);
        await refresh();
        return room;
      },
      find: (id) => [...state.get().mine, ...state.get().public].find((room) => room.id === id),
    },
    arrived(id, message, unread_count) {
      const { mine } = state.get();
      const line = mine.find((room) => room.id === id);
      if (!line || (line.last_message && line.last_message.id >= message.id)) return;
      const content = [...message.content].slice(0, EXCERPT).join("");
      const last_message = {
        id: message.id,
        content,
        sender: message.sender.username,
        created_at: message.created_at,
      };
      set({ mine: [{ ...line, last_message, unread_count }, ...mine.filter((room) => room !== line)] });
    },
    setUnread(id, unread_count) {
      const { mine } = state.get();
      const line = mine.find((room) => room.id === id);
      if (!line || line.unread_count === unread_count) return;
      set({ mine: mine.map((room) => (room === line ? { ...line, unread_count } : room)) });
    },
    changed: () => schedule(SETTLE_MS),
    wake: () => watchers > 0 && void refresh(),
    stop: () => {
      watchers = 0;
      cancelPoll();
    },
  };
}

/** The new list, with the old objects where nothing in them is different. */
function keep<T extends { id: number }>(before: readonly T[], now: T[]): readonly T[] {
  const old = new Map(before.map((item) => [item.id, item]));
  const next = now.map((item) => {
    const known = old.get(item.id);
    return known && JSON.stringify(known) === JSON.stringify(item) ? known : item;
  });
  const same = next.length === before.length && next.every((item, at) => item === before[at]);
  return same ? before : next;
}
