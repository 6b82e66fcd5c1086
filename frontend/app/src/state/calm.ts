import type { Readable } from "@roomcast/client";
import { useReadable } from "@roomcast/react";
import { useMemo } from "react";

/** Least time between two updates of elements beside the messages. */
const CALM_MS = 1_000;

/** A readable that tells its listener of changes at most once in `ms`: of the first at once, of later ones together. */
export function calm<T>(from: Readable<T>, ms = CALM_MS): Readable<T> {
  return {
    ...from,
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

/** Follows a value that may change in bursts. */
export const useCalm = <T>(from: Readable<T>): T => useReadable(useMemo(() => calm(from), [from]));
