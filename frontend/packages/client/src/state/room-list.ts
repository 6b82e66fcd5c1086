import { type Cell, cell } from "../cell.js";
import { asChatError } from "../error.js";
import { ROOMS_PAGE_MAX } from "../generated/facts.js";
import { READ_AGAIN_MS, REPLAY_FRAMES_MS } from "../limits.js";
import { backOffMs } from "../transport/retry.js";
import type { Transport } from "../transport/transport.js";
import type { RoomList, RoomListState } from "../types/lists.js";
import type { LiveMessage, Message, RoomListItem, ServerFrame } from "../types/wire.js";
import { createPages } from "./pages.js";
import { applyFrame } from "./room-frames.js";
import { type Items, itemOf, keepUnchanged } from "./room-items.js";
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

/** The room list: read when it is watched and whenever the connection is live after it was not, then kept by frames. */
export class Rooms {
  #transport: Transport;
  #session: Session;
  /** The frames of the last moments: a read of the list that was under way then may not know of them. */
  #recent: ServerFrame[] = [];
  #state: Cell<RoomListState>;
  #isWatched = false;
  /** The read that is under way. */
  #reading: Promise<void> | null = null;
  /** Failed reads since the last success. */
  #failures = 0;
  /** Cancels the read that is due. */
  #cancel = () => {};

  constructor(transport: Transport, session: Session) {
    this.#transport = transport;
    this.#session = session;
    this.#state = cell(EMPTY, transport.soon);
  }

  /** Reads the list now, and once more when a copy of it that was behind has caught up. */
  #live = async () => {
    await this.#reading;
    await this.#refresh(false);
    this.#later(READ_AGAIN_MS);
  };

  /** The public face of the list. */
  list(): RoomList {
    const { env, rest } = this.#transport;
    const open = () => {
      if (this.#isWatched) return;
      this.#isWatched = true;
      this.#refresh(true);
      this.#transport.hold(this, this.#live);
    };
    return {
      ...this.#state,
      refresh: () => this.#refresh(true),
      watch: createWatch(env, open, () => this.close()),
      morePublic: () => this.#readPublic(true),
      create: async (body) => {
        const room = await rest.createRoom(body);
        // A read that is under way may not see the room.
        await this.#live();
        return room;
      },
      find: (id) => this.find(id),
    };
  }

  /** The list's item of a room, if it is loaded. */
  find(id: number): RoomListItem | undefined {
    const { mine, public: others } = this.#state.get();
    return itemOf(mine, id) ?? itemOf(others, id);
  }

  /** Takes a message that was read in an open room. */
  take(room_id: number, message: Message) {
    this.apply({ type: "chat_message", room_id, message: message as LiveMessage });
  }

  /** Takes over that the user has read a room up to a message. */
  read(room_id: number, message_id: number) {
    const user = this.#session.me.get();
    if (user) this.apply({ type: "read", room_id, user, message_id });
  }

  close() {
    this.#isWatched = false;
    this.#transport.release(this);
    this.#cancel();
  }

  /** Reads the user's own rooms, and the public ones too if `all` or never read. One read at a time. */
  #refresh(all: boolean): Promise<void> {
    this.#session.start();
    this.#reading ??= this.#read(all).finally(() => {
      this.#reading = null;
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
      const { isMe } = this.#session;
      const now = this.#recent.reduce<Items>((items, frame) => applyFrame(items, frame, isMe), mine);
      this.#set({ mine: this.#keep(now), loaded: true, error: null });
    } catch (error) {
      this.#set({ error: asChatError(error) });
      this.#failures += 1;
      this.#later(backOffMs(this.#transport.env, this.#failures + 1));
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

  /** Makes a read due, while the list is watched. */
  #later(ms: number) {
    this.#cancel();
    if (this.#isWatched) this.#cancel = this.#transport.env.after(ms, () => this.#refresh(false));
  }

  /** The items, each as the old object if nothing in it is different. */
  #keep(items: readonly RoomListItem[]) {
    return keepUnchanged(items, (id) => this.find(id));
  }

  #set(change: Partial<RoomListState>) {
    const next = { ...this.#state.get(), ...change };
    next.unreadTotal = next.mine.reduce((sum, room) => sum + room.unread_count, 0);
    this.#state.set(next);
    this.#transport.onChange();
  }

  get #mine() {
    return this.#state.get().mine;
  }

  /** Takes a frame about the user's rooms. */
  apply(frame: ServerFrame) {
    const before = this.#mine;
    this.#recent.push(frame);
    this.#transport.env.after(REPLAY_FRAMES_MS, () => this.#recent.shift());
    this.#change(applyFrame(before, frame, this.#session.isMe));
    if (frame.type === "room_removed" && itemOf(before, frame.room_id)?.room_type === "public") {
      this.#readPublic(false).catch(() => {});
    }
  }

  /** Shows other items as the user's own rooms. */
  #change(mine: Items) {
    if (mine !== this.#mine) this.#set({ mine });
  }
}
