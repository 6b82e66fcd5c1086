import { asChatError } from "../error.js";
import type { RefusalCode } from "../generated/facts.js";
import type { GoneReason } from "../types/room.js";

/** The reason for closing a room that a user's act, a `closed` frame or an error gives; undefined if it gives none. */
export function goneReason(why: unknown): GoneReason | undefined {
  if (typeof why === "string") return why === "room_closed" ? "closed" : (why as GoneReason);
  const { status, detail } = asChatError(why) as { status: number; detail: RefusalCode };
  if (status === 404) return "not_found";
  if (detail === "banned" || detail === "not_a_member") return detail;
  if (status === 403) return "forbidden";
}
