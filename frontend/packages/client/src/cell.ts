import type { Readable } from "./types.js";

/** Runs functions together, each once, before the next frame. */
export type Soon = (fn: () => void) => void;

/** A value that is set from inside. */
export interface Cell<T> extends Readable<T> {
  set(value: T): void;
}

/** A value that is computed from others when it is asked for. */
export interface Derived<T> extends Readable<T> {
  /** Something that it depends on has changed. */
  touch(): void;
}

/** Collects functions until the next frame. */
export function batch(frame: (fn: () => void) => void): Soon {
  const waiting = new Set<() => void>();
  return (fn) => {
    if (!waiting.size) {
      frame(() => {
        const due = [...waiting];
        waiting.clear();
        for (const run of due) run();
      });
    }
    waiting.add(fn);
  };
}

/** Listeners of something that happens. */
export function event<T>() {
  const all = new Set<(value: T) => void>();
  return {
    emit(value: T) {
      for (const listener of [...all]) listener(value);
    },
    on(listener: (value: T) => void) {
      const own = (value: T) => listener(value);
      all.add(own);
      return () => void all.delete(own);
    },
  };
}

/** A settable value; `soon` decides when its listeners hear of a change. */
export function cell<T>(initial: T, soon: Soon): Cell<T> {
  const base = derived(initial, soon, () => value);
  let value = initial;
  return {
    ...base,
    set(next) {
      if (value === next) return;
      value = next;
      base.touch();
    },
  };
}

/** A computed value. */
export function derived<T>(initial: T, soon: Soon, compute: (before: T) => T): Derived<T> {
  const { emit, on } = event<void>();
  let value = initial;
  let stale = false;
  return {
    initial,
    subscribe: on,
    get() {
      if (stale) {
        stale = false;
        value = compute(value);
      }
      return value;
    },
    touch() {
      stale = true;
      soon(emit);
    },
  };
}
