import type { RoomListItem } from "@roomcast/client";
import { nameOf } from "../text/format.ts";

/** What a room is called: a direct room by the name of the other user. */
export const titleOf = ({ name, direct_user }: Pick<RoomListItem, "name" | "direct_user">): string =>
  direct_user ? nameOf(direct_user) : name;
