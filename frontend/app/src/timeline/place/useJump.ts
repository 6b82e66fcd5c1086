import type { Entry, Room } from "@roomcast/client";
import { useCallback, useEffect, useRef, useState } from "react";
import type { ScrollToIndexOpts } from "virtua";
import { complain } from "../../state/toasts.ts";
import { messageAt } from "../entries.ts";
import type { ListView } from "./useListView.ts";

/** Time that a message stays highlighted after a jump to it. */
const FLASH_MS = 2_000;
/** Time until the rows around the target of a jump have been measured. */
const SETTLE_MS = 200;

/** Jumps within a list. */
export interface Jump {
  /** The id of the message that is highlighted. */
  flash: number | null;
  /** Scrolls to an entry by its index. */
  toIndex(index: number, how: ScrollToIndexOpts): void;
  /** Shows a message; loads the messages around it if it is not in the list. */
  goTo(id: number): void;
  /** Whether a message is still to be shown: it is being loaded or not rendered yet. */
  isPending(): boolean;
  /** Shows the pending message if it is among `entries`; returns whether it is. */
  arrive(entries: readonly Entry[]): boolean;
}

/** Makes the jumps of a room's list, first to `target`; `onSettled` is called after each jump. */
export function useJump(room: Room, view: ListView, target: number | null, onSettled: () => void): Jump {
  const { list, timeline, following } = view;
  const pending = useRef<number | null>(target);
  const [flash, setFlash] = useState<number | null>(null);

  const toIndex = useCallback(
    (index: number, how: ScrollToIndexOpts) => {
      following.stay();
      list.current?.scrollToIndex(index, how);
      setTimeout(() => {
        // By now the rows around have their true height.
        list.current?.scrollToIndex(index, how);
        requestAnimationFrame(onSettled);
      }, SETTLE_MS);
    },
    [list, following, onSettled],
  );

  const show = useCallback(
    (index: number, id: number) => {
      toIndex(index, { align: "center" });
      setFlash(id);
    },
    [toIndex],
  );

  const goTo = useCallback(
    (id: number) => {
      const index = messageAt(timeline.current.entries, id);
      if (index >= 0) return show(index, id);
      pending.current = id;
      room.around(id).catch((error) => {
        pending.current = null;
        complain(error);
      });
    },
    [room, timeline, show],
  );

  const isPending = useCallback(() => pending.current !== null, []);
  const arrive = useCallback<Jump["arrive"]>(
    (entries) => {
      const id = pending.current;
      const index = id === null ? -1 : messageAt(entries, id);
      if (id === null || index < 0) return false;
      show(index, id);
      pending.current = null;
      return true;
    },
    [show],
  );

  useEffect(() => {
    if (flash === null) return;
    const timer = setTimeout(() => setFlash(null), FLASH_MS);
    return () => clearTimeout(timer);
  }, [flash]);

  return { flash, toIndex, goTo, isPending, arrive };
}
