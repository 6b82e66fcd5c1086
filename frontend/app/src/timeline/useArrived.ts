import type { Entry, Room } from "@roomcast/client";
import { useChat } from "@roomcast/react";
import { useEffect, useRef, useState } from "react";
import { newest } from "./entries.ts";
import type { Place } from "./place/usePlace.ts";

const NONE: ReadonlySet<number> = new Set();

/**
 * The number of other users' messages that came after the message `since`: those that arrived live, and those in the
 * list, which may have come while there was no connection. `since` is null if the end of the room was never shown.
 */
export function countArrived(
  entries: readonly Entry[],
  live: ReadonlySet<number>,
  since: number | null,
  userId: number | undefined,
): number {
  let count = live.size;
  if (since === null) return count;
  for (const entry of entries.toReversed()) {
    if (entry.kind !== "sent") continue;
    const { id, sender } = entry.message;
    if (id <= since) break;
    if (sender.id !== userId && !live.has(id)) count += 1;
  }
  return count;
}

/** The number of other users' messages that came since the list left its end. */
export function useArrived(room: Room, { entries, atEnd }: Place, hasNewer: boolean): number {
  const { me } = useChat();
  const since = useRef<number | null>(null);
  const [live, setLive] = useState(NONE);
  const isAtEnd = atEnd && !hasNewer;
  useEffect(() => {
    if (isAtEnd) since.current = newest(entries)?.id ?? null;
  }, [entries, isAtEnd]);
  useEffect(() => {
    setLive(NONE);
    if (isAtEnd) return;
    return room.onMessage(({ id, sender }) => {
      if (sender.id !== me.get()?.id) setLive((before) => new Set(before).add(id));
    });
  }, [room, me, isAtEnd]);
  return isAtEnd ? 0 : countArrived(entries, live, since.current, me.get()?.id);
}
