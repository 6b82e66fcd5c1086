import { asChatError } from "../error.js";
import type { RefusalCode } from "../generated/facts.js";
import type { GoneReason } from "../types/room.js";

/** The reason that an error gives for closing a room; undefined if it gives none. */
export function goneReason(error: unknown): GoneReason | undefined {
  const { status, detail } = asChatError(error);
  const code = detail as RefusalCode;
  if (status === 404) return "not_found";
  if (code === "banned" || code === "not_a_member") return code;
  if (status === 403) return "forbidden";
}
