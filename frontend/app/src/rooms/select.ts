import type { RoomListItem, RoomListState } from "@roomcast/client";
import { titleOf } from "./title.ts";

/** The rooms whose name or description contains `query`, pinned ones first. */
function select(rooms: readonly RoomListItem[], query: string, pinned: readonly number[]) {
  const wanted = query.trim().toLowerCase();
  const words = (room: RoomListItem) => `${titleOf(room)} ${room.name} ${room.description}`.toLowerCase();
  const found = rooms.filter((room) => words(room).includes(wanted));
  return [
    ...found.filter((room) => pinned.includes(room.id)),
    ...found.filter((room) => !pinned.includes(room.id)),
  ];
}

/** The groups that own rooms stand in: those that have a name, and those of two users. */
export const groupsOf = (own: readonly RoomListItem[]) => ({
  named: own.filter((room) => !room.is_direct),
  direct: own.filter((room) => room.is_direct),
});

/** The user's own rooms that match `query`, pinned ones first; invitations are among them. */
export const ownRooms = (
  rooms: Pick<RoomListState, "mine">,
  query: string,
  pinned: readonly number[],
): RoomListItem[] => select(rooms.mine, query, pinned);

/** The public rooms that match `query`, without those that are listed among the user's own. */
export function otherRooms(rooms: Pick<RoomListState, "mine" | "public">, query: string): RoomListItem[] {
  const own = new Set(rooms.mine.map((room) => room.id));
  const others = rooms.public.filter((room) => !own.has(room.id));
  return select(others, query, []);
}
