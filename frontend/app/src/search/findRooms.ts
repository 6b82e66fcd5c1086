import type { RoomListItem, RoomListState } from "@roomcast/client";
import { titleOf } from "../rooms/title.ts";
import { folded } from "./folding.ts";

/** Rooms that are listed at most beside messages. */
const SHOWN = 6;
/** Rooms that are listed while nothing is searched for. */
const RECENT = 8;

/** How well a room's name fits: 0 if it begins with the words, 1 if a word of it does, 2 if it has them; else -1. */
function rank(room: RoomListItem, wanted: string): number {
  const names = [titleOf(room), room.name].map((name) => folded(name).text);
  if (names.some((name) => name.startsWith(wanted))) return 0;
  if (names.some((name) => name.includes(` ${wanted}`))) return 1;
  return names.some((name) => name.includes(wanted)) ? 2 : -1;
}

/** The rooms with these words in their name, own ones first; direct rooms by the name of the other user. */
export function findRooms(rooms: Pick<RoomListState, "mine" | "public">, words: string): RoomListItem[] {
  if (!words) return rooms.mine.slice(0, RECENT);
  const wanted = folded(words).text;
  const best = (all: readonly RoomListItem[]) =>
    all
      .map((room) => ({ room, at: rank(room, wanted) }))
      .filter(({ at }) => at >= 0)
      .sort((a, b) => a.at - b.at)
      .map(({ room }) => room);
  const mine = best(rooms.mine);
  const others = best(rooms.public.filter(({ id }) => !rooms.mine.some((own) => own.id === id)));
  return [...mine, ...others].slice(0, SHOWN);
}
