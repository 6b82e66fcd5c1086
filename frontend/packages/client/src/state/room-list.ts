import { type Cell, cell } from "../cell.js";
import { asChatError } from "../error.js";
import { ROOMS_PAGE_MAX } from "../generated/facts.js";
import { POLL_MS, SETTLE_MS } from "../limits.js";
import { backOffMs } from "../transport/retry.js";
import type { Transport } from "../transport/transport.js";
import type { RoomList, RoomListState } from "../types/lists.js";
import type { Message, RoomListItem } from "../types/wire.js";
import { createPages } from "./pages.js";
import { changeItem, keepUnchanged, newestMessage } from "./room-items.js";
import type { Session } from "./session.js";
import { createWatch } from "./watch.js";

const EMPTY: RoomListState = {
  mine: [],
  public: [],
  hasMorePublic: false,
  unreadTotal: 0,
  loaded: false,
  error: null,
};

/** The room list: read when it is watched, again after changes, and at intervals while the page is visible. */
export class Rooms {
  #transport: Transport;
  #session: Session;
  #onChange: () => void;
  #state: Cell<RoomListState>;
  #isWatched = false;
  /** The read that is under way. */
  #reading: Promise<void> | null = null;
  /** Failed reads since the last success. */
  #failures = 0;
  /** Cancels the read that is due. */
  #cancel = () => {};

  /** @param onChange called after each change of the list */
  constructor(transport: Transport, session: Session, onChange: () => void) {
    this.#transport = transport;
    this.#session = session;
    this.#onChange = onChange;
    this.#state = cell(EMPTY, transport.soon);
  }

  /** The public face of the list. */
  list(): RoomList {
    const { env, rest } = this.#transport;
    const open = () => {
      if (!this.#isWatched) this.#refresh(true);
      this.#isWatched = true;
    };
    return {
      ...this.#state,
      refresh: () => this.#refresh(true),
      watch: createWatch(env, open, () => this.close()),
      morePublic: () => this.#readPublic(true),
      create: async (body) => {
        const room = await rest.createRoom(body);
        // A read that is under way may not see the room.
        await this.#reading;
        await this.#refresh(false);
        return room;
      },
      find: (id) => this.find(id),
    };
  }

  /** The list's item of a room, if it is loaded. */
  find(id: number): RoomListItem | undefined {
    const { mine, public: others } = this.#state.get();
    return [...mine, ...others].find((room) => room.id === id);
  }

  /** Takes a message that has arrived in an open room. */
  take(id: number, message: Message, unread_count: number) {
    this.#change(id, true, (item) => ({ last_message: newestMessage(item, message), unread_count }));
  }

  unread(id: number, unread_count: number) {
    this.#change(id, false, () => ({ unread_count }));
  }

  /** Reads the list again soon, while it is watched. */
  refresh() {
    this.#schedule(SETTLE_MS);
  }

  /** Reads the list again now, if it is watched. */
  wake() {
    if (this.#isWatched) this.#refresh(false);
  }

  close() {
    this.#isWatched = false;
    this.#cancel();
  }

  /** Reads the user's own rooms, and the public ones too if `all` or never read. One read at a time. */
  #refresh(all: boolean): Promise<void> {
    this.#session.start();
    this.#reading ??= this.#read(all).finally(() => {
      this.#reading = null;
      this.#schedule();
    });
    return this.#reading;
  }

  async #read(all: boolean) {
    try {
      const mine: RoomListItem[] = [];
      let cursor: string | undefined;
      do {
        const page = await this.#listRooms("mine", cursor);
        mine.push(...page.items);
        cursor = page.next ?? undefined;
      } while (cursor);
      if (all || !this.#state.get().loaded) await this.#readPublic(false);
      this.#failures = 0;
      this.#set({ mine: this.#keep(mine), loaded: true, error: null });
    } catch (error) {
      this.#set({ error: asChatError(error) });
      this.#failures += 1;
    }
  }

  #listRooms(scope: "mine" | "public", cursor?: string) {
    return this.#transport.rest.listRooms({ scope, limit: ROOMS_PAGE_MAX, cursor });
  }

  #readPublic = createPages(
    (cursor) => this.#listRooms("public", cursor),
    () => this.#state.get().public,
    (items, hasMorePublic) => this.#set({ public: this.#keep(items), hasMorePublic }),
  );

  /** Makes a read due in `ms`, by default the usual interval; while the page is hidden only one with `ms` is done. */
  #schedule(ms?: number) {
    const { env } = this.#transport;
    this.#cancel();
    if (!this.#isWatched) return;
    const interval = this.#failures ? backOffMs(env, this.#failures + 1) : POLL_MS;
    this.#cancel = env.after(ms ?? interval, () => {
      if ((ms || env.visible()) && !this.#transport.ended) this.#refresh(false);
      else this.#schedule();
    });
  }

  /** The items, each as the old object if nothing in it is different. */
  #keep(items: readonly RoomListItem[]) {
    return keepUnchanged(items, (id) => this.find(id));
  }

  #set(change: Partial<RoomListState>) {
    const next = { ...this.#state.get(), ...change };
    next.unreadTotal = next.mine.reduce((sum, room) => sum + room.unread_count, 0);
    this.#state.set(next);
    this.#onChange();
  }

  /** Changes the item of one of the user's own rooms, and moves it to the top if `toTop`. */
  #change(id: number, toTop: boolean, by: (item: RoomListItem) => Partial<RoomListItem>) {
    const { mine } = this.#state.get();
    const changed = changeItem(mine, id, toTop, by);
    if (changed !== mine) this.#set({ mine: changed });
  }
}
