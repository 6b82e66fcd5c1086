import type { PinsState, Readable, RoomPins } from "@roomcast/client/pins";
import { useChat, useReadable } from "@roomcast/react";
import { useEffect, useState } from "react";
import { later } from "../state/later.ts";

const load = later(() => import("@roomcast/client/pins"));

const NONE: PinsState = { version: -1, messageIds: [], pins: [], loaded: false };
const NOTHING: Readable<PinsState> = { initial: NONE, get: () => NONE, subscribe: () => () => {} };

/** A room's pins, live while mounted; null until the part of the page that keeps them is loaded. */
export function usePins(id: number): RoomPins | null {
  const chat = useChat();
  const [pins, setPins] = useState<RoomPins | null>(null);
  useEffect(() => {
    let release = () => {};
    let isOver = false;
    load().then(
      ({ pinsOf }) => {
        if (isOver) return;
        const found = pinsOf(chat, id);
        release = found.watch();
        setPins(found);
      },
      // A newer version of the page has taken its place: this one goes on without pins.
      () => {},
    );
    return () => {
      isOver = true;
      release();
      setPins(null);
    };
  }, [chat, id]);
  return pins;
}

/** What pins show; nothing while there are none. */
export const usePinsState = (pins: RoomPins | null): PinsState => useReadable(pins ?? NOTHING);
