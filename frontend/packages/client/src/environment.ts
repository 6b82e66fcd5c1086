import { FRAME_AT_MOST_MS } from "./limits.js";
import type { Environment, PageSignal, SocketLike } from "./types.js";

/** What a browser has, and a server may lack. */
const page: Partial<typeof globalThis> = globalThis;

/** The browser's own parts. Nothing of them is used before it is needed, so a server may call this. */
export function browserEnvironment(): Environment {
  return {
    fetch: (input, init) => fetch(input, init),
    openSocket: (url, protocols) => new WebSocket(url, protocols) as SocketLike,
    upload,
    now: () => Date.now(),
    after(ms, fn) {
      const timer = setTimeout(fn, ms);
      return () => clearTimeout(timer);
    },
    random: () => Math.random(),
    // 128 random bits; `crypto.randomUUID` is there on secure pages only.
    uuid: () => crypto.getRandomValues(new Uint32Array(4)).join("-"),
    frame,
    online: () => page.navigator?.onLine !== false,
    visible: () => page.document?.visibilityState !== "hidden",
    listen,
    exclusively: async (name, fn) =>
      page.navigator?.locks ? await page.navigator.locks.request(name, fn) : fn(),
    broadcast,
    indexedDB: page.indexedDB ?? null,
  };
}

function frame(fn: () => void) {
  if (!page.requestAnimationFrame) return queueMicrotask(fn);
  const once = () => {
    cancelAnimationFrame(painted);
    clearTimeout(late);
    fn();
  };
  const painted = requestAnimationFrame(once);
  const late = setTimeout(once, FRAME_AT_MOST_MS);
}

function listen(fn: (signal: PageSignal) => void) {
  const stop = new AbortController();
  const hear = ({ type, persisted }: Event & { persisted?: boolean }) => {
    if (type === "visibilitychange") fn(document.visibilityState);
    else if (persisted !== false) fn(type as PageSignal);
  };
  // Events of the document pass the window on their way down.
  for (const type of ["online", "offline", "pageshow", "resume", "visibilitychange"]) {
    page.window?.addEventListener(type, hear, { capture: true, signal: stop.signal });
  }
  return () => stop.abort();
}

function broadcast(name: string, onMessage: (data: unknown) => void) {
  if (!page.BroadcastChannel) return null;
  const channel = new BroadcastChannel(name);
  channel.onmessage = (event) => onMessage(event.data);
  return channel;
}

/** By `XMLHttpRequest`: `fetch` does not tell of its progress. */
const upload: Environment["upload"] = ({ url, method, headers, body, signal, onProgress }) =>
  new Promise((resolve) => {
    const request = new XMLHttpRequest();
    request.open(method, url);
    for (const name in headers) request.setRequestHeader(name, headers[name] as string);
    request.upload.onprogress = (event) => onProgress?.(event.loaded, event.total);
    request.onloadend = () => resolve(request.status);
    if (signal) signal.onabort = () => request.abort();
    request.send(body);
  });
