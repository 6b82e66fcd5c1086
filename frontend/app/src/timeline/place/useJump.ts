import type { Room } from "@roomcast/client";
import { useCallback, useEffect, useRef, useState } from "react";
import type { ScrollToIndexOpts } from "virtua";
import { complain } from "../../state/toasts.ts";
import { messageAt } from "../entries.ts";
import { NEAR_END_PX } from "./following.ts";
import { useAim } from "./useAim.ts";
import type { ListView } from "./useListView.ts";

/** Time that a message stays highlighted after a jump to it. */
const FLASH_MS = 2_000;

/** A message to show, and how. */
interface Wanted {
  id: number;
  how: ScrollToIndexOpts;
  /** Whether the message is highlighted. */
  flashes: boolean;
}

const found = (id: number): Wanted => ({ id, how: { align: "center" }, flashes: true });
const firstUnread = (id: number): Wanted => ({
  id,
  how: { align: "start", offset: -NEAR_END_PX },
  flashes: false,
});

/** Jumps within a list. */
export interface Jump {
  /** The id of the message that is highlighted. */
  flash: number | null;
  /** Shows a message in the middle and highlights it; loads the messages around it if it is not in the list. */
  goTo(id: number): void;
  /** Shows a message at the top, as the first unread one; loads the messages around it if it is not in the list. */
  goToUnread(id: number): void;
  /** Gives up the jump that is under way. */
  cancel(): void;
  /** Whether a message is still to be shown: it is being loaded or not rendered yet. */
  isPending(): boolean;
  /** After a change of the list: shows the pending message, or aims again at the one that was shown last. */
  arrive(): void;
}

/** Makes the jumps of a room's list, first to `target`; `onSettled` is called after each jump. */
export function useJump(room: Room, view: ListView, target: number | null, onSettled: () => void): Jump {
  const { list, entries } = view;
  const pending = useRef<Wanted | null>(target === null ? null : found(target));
  const [flash, setFlash] = useState<number | null>(null);
  const { aimAt, aimAgain, drop } = useAim(view, onSettled);

  /** Shows the pending message if it is in the list; returns whether it is. */
  const show = useCallback(() => {
    const { current } = pending;
    const entry = current && entries.current[messageAt(entries.current, current.id)];
    if (!entry) return false;
    if (!list.current) return true;
    pending.current = null;
    aimAt({ key: entry.key, how: current.how });
    if (current.flashes) setFlash(current.id);
    return true;
  }, [list, entries, aimAt]);

  const go = useCallback(
    (wanted: Wanted) => {
      pending.current = wanted;
      if (show()) return;
      room.around(wanted.id).catch((error) => {
        if (pending.current !== wanted) return;
        pending.current = null;
        complain(error);
      });
    },
    [room, show],
  );
  const goTo = useCallback((id: number) => go(found(id)), [go]);
  const goToUnread = useCallback((id: number) => go(firstUnread(id)), [go]);
  const cancel = useCallback(() => {
    pending.current = null;
    drop();
  }, [drop]);
  const isPending = useCallback(() => pending.current !== null, []);
  const arrive = useCallback(() => {
    if (!show()) aimAgain();
  }, [show, aimAgain]);

  useEffect(() => {
    if (flash === null) return;
    const timer = setTimeout(() => setFlash(null), FLASH_MS);
    return () => clearTimeout(timer);
  }, [flash]);

  return { flash, goTo, goToUnread, cancel, isPending, arrive };
}
