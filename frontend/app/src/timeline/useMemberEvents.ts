import type { Room } from "@roomcast/client";
import { useEffect, useSyncExternalStore } from "react";
import { memberEventsOf } from "./memberEvents.ts";

/** The member events of a room; collects them while mounted. */
export function useMemberEvents(room: Room) {
  const events = memberEventsOf(room);
  useEffect(() => events.collect(), [events]);
  return useSyncExternalStore(events.subscribe, events.get);
}
