import type { Entry, Room, User } from "@roomcast/client";
import { useReadable } from "@roomcast/react";
import { useCallback, useSyncExternalStore } from "react";
import { useBlocked } from "../state/blocks.ts";

/** Why nobody writes in a direct room: the user has blocked the other one, or the other one the user. */
export interface BlockedHere {
  other: User;
  byMe: boolean;
}

const isRefused = (entry: Entry) => entry.kind === "local" && entry.error?.detail === "blocked";

/** The block between the two users of a direct room; null if there is none, as far as the user is told. */
export function useBlockedHere(room: Room): BlockedHere | null {
  const other = useReadable(room.info)?.direct_user;
  const blocked = useBlocked();
  // Nobody is told of being blocked, but a message that was refused says so.
  const refused = useCallback(() => !!other && room.timeline.get().entries.some(isRefused), [room, other]);
  const byOther = useSyncExternalStore(room.timeline.subscribe, refused);
  if (!other) return null;
  const byMe = blocked.has(other.id);
  return byMe || byOther ? { other, byMe } : null;
}
