import type { Readable } from "./types/readable.js";

/** Schedules a function before the next frame; a function scheduled twice runs once. */
export type Schedule = (fn: () => void) => void;

/** A readable that is set from inside the client. */
export interface Cell<T> extends Readable<T> {
  set(value: T): void;
}

/** A readable that is computed from other values when it is read. */
export interface Derived<T> extends Readable<T> {
  /** Marks the value as outdated after something that it depends on has changed. */
  show(): void;
}

/** Makes a schedule that runs its functions together in the next frame. */
export function batch(frame: (fn: () => void) => void): Schedule {
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

/** A list of listeners, called with every value that is emitted. */
export function event<T>() {
  const all = new Set<(value: T) => void>();
  return {
    emit(value: T) {
      for (const listener of [...all]) listener(value);
    },
    /** Adds a listener. Returns a function that removes it. */
    on(listener: (value: T) => void) {
      const own = (value: T) => listener(value);
      all.add(own);
      return () => void all.delete(own);
    },
  };
}

/** Makes a settable value. `schedule` decides when subscribers hear of a change. */
export function cell<T>(initial: T, schedule: Schedule): Cell<T> {
  const base = derived(initial, schedule, () => value);
  let value = initial;
  return {
    ...base,
    set(next) {
      if (value === next) return;
      value = next;
      base.show();
    },
  };
}

/** Makes a computed value. `compute` gets the value before and returns it if nothing is different. */
export function derived<T>(initial: T, schedule: Schedule, compute: (before: T) => T): Derived<T> {
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
    show() {
      stale = true;
      schedule(emit);
    },
  };
}
