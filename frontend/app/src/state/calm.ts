import type { Readable } from "@roomcast/client";
import { useReadable } from "@roomcast/react";
import { useMemo } from "react";

/** What stands beside the messages follows a burst of them no faster than this. */
const CALM_MS = 250;

/** The same value; its listeners hear of the first change at once, of those soon after it together. */
export function calm<T>(from: Readable<T>, ms = CALM_MS): Readable<T> {
  return {
    initial: from.initial,
    get: from.get,
    subscribe(onChange) {
      let timer: ReturnType<typeof setTimeout> | undefined;
      let missed = false;
      const tell = () => {
        missed = false;
        timer = setTimeout(() => {
          timer = undefined;
          if (missed) tell();
        }, ms);
        onChange();
      };
      const stop = from.subscribe(() => {
        missed = true;
        if (!timer) tell();
      });
      return () => {
        clearTimeout(timer);
        stop();
      };
    },
  };
}

export const useCalm = <T>(from: Readable<T>): T => useReadable(useMemo(() => calm(from), [from]));
