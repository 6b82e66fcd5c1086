import type { Readable } from "@roomcast/client";
import { useReadable } from "@roomcast/react";
import { useMemo } from "react";

/** Least time between two updates of elements beside the messages. */
const CALM_MS = 1_000;

/**
 * The same value for one listener, that is told at most once in `ms`: of the first change at once, of later ones
 * together. In between the value stays as it was told: React renders again until it reads the same value twice, which
 * in a burst would be without end.
 */
export function calm<T>(from: Readable<T>, ms = CALM_MS): Readable<T> {
  let told: { value: T } | null = null;
  return {
    initial: from.initial,
    get: () => (told ? told.value : from.get()),
    subscribe(onChange) {
      let timer: ReturnType<typeof setTimeout> | undefined;
      let missed = false;
      const tell = () => {
        missed = false;
        told = { value: from.get() };
        timer = setTimeout(() => {
          timer = undefined;
          told = null;
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
        told = null;
        stop();
      };
    },
  };
}

/** Follows a value that may change in bursts. */
export const useCalm = <T>(from: Readable<T>): T => useReadable(useMemo(() => calm(from), [from]));
