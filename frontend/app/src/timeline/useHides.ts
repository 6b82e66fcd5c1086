import type { Message, Room } from "@roomcast/client";
import { useReadable } from "@roomcast/react";
import { useCallback } from "react";
import { useBlocked, useShown } from "../state/blocks.ts";

/** Makes the function that tells whether a message is hidden: those of blocked users, but not in a direct room. */
export function useHides(room: Room): (message: Message) => boolean {
  const blocked = useBlocked();
  const shown = useShown();
  const isDirect = useReadable(room.info)?.is_direct;
  return useCallback(
    ({ id, sender }) => !isDirect && blocked.has(sender.id) && !shown.has(id),
    [isDirect, blocked, shown],
  );
}
