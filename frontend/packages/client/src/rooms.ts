import { cell } from "./cell.js";
import type { Context } from "./context.js";
import { asChatError } from "./error.js";
import { EXCERPT_LENGTH, POLL_MS, ROOMS_PAGE, SETTLE_MS } from "./limits.js";
import { pages } from "./pages.js";
import { backOffMs } from "./retry.js";
import type { RoomList, RoomListItem, RoomListState } from "./types.js";
import { counted } from "./watch.js";
import type { Message } from "./wire.js";

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
  const state = cell<RoomListState>(
    {
      mine: [],
      public: [],
      hasMorePublic: false,
      unreadTotal: 0,
      loaded: false,
      error: null,
    },
    context.soon,
  );
  let watched = false;
  let reading: Promise<void> | null = null;
  let cancelPoll = () => {};
  let failures = 0;

  const set = (change: Partial<RoomListState>) => {
    const next = { ...state.get(), ...change };
    next.unreadTotal = next.mine.reduce((sum, room) => sum + room.unread_count, 0);
    state.set(next);
    onChange();
  };

  const find = (id: number) => [...state.get().mine, ...state.get().public].find((room) => room.id === id);

  /** The new lines, with the old objects where nothing in them is different. */
  const keep = (rooms: readonly RoomListItem[]) =>
    rooms.map((room) => {
      const known = find(room.id);
      return known && JSON.stringify(known) === JSON.stringify(room) ? known : room;
    });

  const loadPublic = pages(
    (cursor) => rest.listRooms({ scope: "public", limit: ROOMS_PAGE, cursor }),
    () => state.get().public,
    (rooms, hasMorePublic) => set({ public: keep(rooms), hasMorePublic }),
  );

  const read = async (all: boolean) => {
    try {
      const mine: RoomListItem[] = [];
      let next: string | undefined;
      do {
        const page = await rest.listRooms({ scope: "mine", limit: ROOMS_PAGE, cursor: next });
        mine.push(...page.items);
        next = page.next ?? undefined;
      } while (next);
      if (all || !state.get().loaded) await loadPublic(false);
      failures = 0;
      set({ mine: keep(mine), loaded: true, error: null });
    } catch (error) {
      set({ error: asChatError(error) });
      failures += 1;
    }
  };

  const refresh = (all = true) => {
    context.activate();
    reading ??= read(all).finally(() => {
      reading = null;
      schedule();
    });
    return reading;
  };

  const schedule = (ms?: number) => {
    cancelPoll();
    if (!watched) return;
    cancelPoll = env.after(ms ?? (failures ? backOffMs(env, failures + 1) : POLL_MS), () => {
      if ((ms || env.visible()) && !context.ended()) void refresh(false);
      else schedule();
    });
  };

  /** Changes one line of one's own rooms, and moves it to the top. */
  const patch = (id: number, top: boolean, change: (room: RoomListItem) => Partial<RoomListItem>) => {
    const { mine } = state.get();
    const line = mine.find((room) => room.id === id);
    if (!line) return;
    const next = { ...line, ...change(line) };
    set({
      mine: top ? [next, ...mine.filter((r) => r !== line)] : mine.map((r) => (r === line ? next : r)),
    });
  };

  return {
    list: {
      ...state,
      refresh,
      watch: counted(
        env,
        () => {
          if (!watched) void refresh();
          watched = true;
        },
        () => {
          watched = false;
          cancelPoll();
        },
      ),
      morePublic: () => loadPublic(true),
      async create(body) {
        const room = await rest.createRoom(body);
        // A reading under way may not know it.
        await reading;
        await refresh(false);
        return room;
      },
      find,
    },
    arrived(id, { content, sender, ...message }, unread_count) {
      patch(id, true, ({ last_message }) => ({
        last_message:
          last_message && last_message.id > message.id
            ? last_message
            : {
                id: message.id,
                content: [...content].slice(0, EXCERPT_LENGTH).join(""),
                sender: sender.username,
                created_at: message.created_at,
              },
        unread_count,
      }));
    },
    setUnread: (id, unread_count) => patch(id, false, () => ({ unread_count })),
    changed: () => schedule(SETTLE_MS),
    wake: () => watched && void refresh(false),
    stop() {
      watched = false;
      cancelPoll();
    },
  };
}
