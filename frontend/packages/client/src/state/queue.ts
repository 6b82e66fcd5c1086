/** Runs asynchronous functions one at a time, in the order in which they are added. */
export class Queue {
  #last: Promise<unknown> = Promise.resolve();

  /** Runs `act` after everything that was added before. */
  add<T>(act: () => Promise<T>): Promise<T> {
    const done = this.#last.then(act, act);
    this.#last = done.catch(() => undefined);
    return done;
  }

  /** Makes a function that adds `act`; while that is under way, further calls share its promise. */
  share(act: () => Promise<void>): () => Promise<void> {
    let inFlight: Promise<void> | null = null;
    return () => {
      inFlight ??= this.add(act).finally(() => {
        inFlight = null;
      });
      return inFlight;
    };
  }
}
