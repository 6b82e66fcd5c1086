/** A value that changes. `get` returns the same object until something in it changes. */
export interface Readable<T> {
  get(): T;
  /** The value before anything has happened: the one to render on a server. */
  readonly initial: T;
  /** Calls `onChange` after changes, at most once per animation frame. Returns a function that ends the calls. */
  subscribe(onChange: () => void): () => void;
}
