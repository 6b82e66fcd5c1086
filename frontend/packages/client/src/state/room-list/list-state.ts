import { cell } from "../../cell.js";
import type { Transport } from "../../transport/transport.js";
import type { RoomListState } from "../../types/lists.js";
import type { RoomListItem } from "../../types/wire.js";
import { itemOf, keepUnchanged } from "./room-items.js";

const EMPTY: RoomListState = {
  mine: [],
  public: [],
  hasMorePublic: false,
  unreadTotal: 0,
  loaded: false,
  error: null,
};

/** What is loaded of the room list. */
export type ListState = ReturnType<typeof createListState>;

/** Makes an empty room list. */
export function createListState(transport: Transport) {
  const state = cell(EMPTY, transport.soon);
  const { get, set, ...shown } = state;
  const find = (id: number): RoomListItem | undefined => {
    const { mine, public: others } = get();
    return itemOf(mine, id) ?? itemOf(others, id);
  };
  return {
    ...shown,
    get,
    /** The list's item of a room, if it is loaded. */
    find,
    /** The items, each as the old object if nothing in it is different. */
    keep: (items: readonly RoomListItem[]) => keepUnchanged(items, find),
    /** Shows a change. */
    change(change: Partial<RoomListState>) {
      const next = { ...get(), ...change };
      next.unreadTotal = next.mine.reduce((sum, room) => sum + room.unread_count, 0);
      set(next);
      transport.onChange();
    },
  };
}
