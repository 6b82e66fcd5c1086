/** The part of a WebSocket that the client uses. */
export interface SocketLike {
  readonly readyState: number;
  onopen: (() => void) | null;
  /** Called with the text of a frame; by a socket that tabs share, with the frame. */
  onmessage: ((event: { data: unknown }) => void) | null;
  onclose: ((event: { code: number; reason: string }) => void) | null;
  send(data: string): void;
  close(code?: number): void;
}

/** An event of the page after which a connection may work again, or may be dead. */
export type PageSignal = "online" | "offline" | "visible" | "hidden" | "resume" | "pageshow";

/** A channel between the tabs of one browser. */
export interface TabChannel {
  postMessage(data: unknown): void;
  close(): void;
}

/** A file on its way to the address that the server named for it. */
export interface UploadRequest {
  url: string;
  method: string;
  headers: Record<string, string>;
  body: Blob;
  signal?: AbortSignal;
  onProgress?(sent: number, total: number): void;
}

/** Everything that the client takes from outside: browser objects by default, substitutes in tests. */
export interface Environment {
  fetch: typeof fetch;
  /** Opens a socket. The default shares it between tabs and works with older servers; a function given here does as it is. */
  socket(url: string, protocols: string[]): SocketLike;
  /** Sends a file. Resolves to the HTTP status, or 0 without an answer. The default loads with the first file. */
  upload?(request: UploadRequest): Promise<number>;
  /** Milliseconds since 1970. */
  now(): number;
  /** Calls `fn` after `ms`. Returns a function that cancels the call. */
  after(ms: number, fn: () => void): () => void;
  /** A random number `n`, 0 ≤ n < 1. */
  random(): number;
  uuid(): string;
  /** Calls `fn` before the next frame is painted, or soon. */
  frame(fn: () => void): void;
  online(): boolean;
  /** Calls `fn` for every signal. Returns a function that ends the calls. */
  listen(fn: (signal: PageSignal) => void): () => void;
  /** Runs `fn` while no other tab runs a function under the same name. */
  lock<T>(name: string, fn: () => Promise<T>): Promise<T>;
  /** Opens a channel to the other tabs; null if the browser has none. */
  broadcast(name: string, onMessage: (data: unknown) => void): TabChannel | null;
  indexedDB: IDBFactory | null;
}
