import { MAX_FRAME_DELAY_MS } from "../limits.js";
import type { Environment, PageSignal, SocketLike } from "../types/environment.js";

/** The global objects of a browser; a server lacks most of them. */
const page: Partial<typeof globalThis> = globalThis;

/** The environment of a browser. Uses no global object before it is needed, so a server may call this. */
export function browserEnvironment(): Environment {
  return {
    fetch: (input, init) => fetch(input, init),
    socket: (url, protocols) => new WebSocket(url, protocols) as SocketLike,
    now: () => Date.now(),
    after(ms, fn) {
      const timer = setTimeout(fn, ms);
      return () => clearTimeout(timer);
    },
    random: () => Math.random(),
    // 128 random bits: `crypto.randomUUID` exists on secure pages only.
    uuid: () => crypto.getRandomValues(new Uint32Array(4)).join("-"),
    frame,
    online: () => page.navigator?.onLine !== false,
    listen,
    lock,
    broadcast,
    indexedDB: allowed(() => indexedDB),
  };
}

/** What `get` returns; null if it throws: some lack it, and a browser that blocks cookies refuses what is stored with them. */
function allowed<T>(get: () => T | undefined): T | null {
  try {
    return get() ?? null;
  } catch {
    return null;
  }
}

/** Runs `fn` under a lock, or without one if the browser has none or refuses it. */
const lock: Environment["lock"] = async (name, fn) => {
  let done: ReturnType<typeof fn> | undefined;
  const run = () => (done = fn());
  await allowed(() => navigator.locks.request(name, run))?.catch(() => {});
  return done ?? fn();
};

/** Calls `fn` before the next paint, or after a while in a tab that paints nothing. */
function frame(fn: () => void) {
  if (!page.requestAnimationFrame) return queueMicrotask(fn);
  let isDue = true;
  const once = () => {
    if (isDue) fn();
    isDue = false;
  };
  requestAnimationFrame(once);
  setTimeout(once, MAX_FRAME_DELAY_MS);
}

/** Calls `fn` for every signal of the page. Returns a function that ends the calls. */
function listen(fn: (signal: PageSignal) => void) {
  const close = new AbortController();
  const hear = ({ type, persisted }: Event & { persisted?: boolean }) => {
    if (type === "visibilitychange") fn(document.visibilityState);
    else if (persisted !== false) fn(type as PageSignal);
  };
  // Events of the document pass the window in the capture phase.
  for (const type of ["online", "offline", "pageshow", "resume", "visibilitychange"]) {
    page.window?.addEventListener(type, hear, { capture: true, signal: close.signal });
  }
  return () => close.abort();
}

/** Opens a `BroadcastChannel`; null if there is none. */
function broadcast(name: string, onMessage: (data: unknown) => void) {
  const channel = allowed(() => new BroadcastChannel(name));
  if (channel) channel.onmessage = (event) => onMessage(event.data);
  return channel;
}
