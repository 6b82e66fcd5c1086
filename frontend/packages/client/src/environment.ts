import type { Environment, PageSignal, SocketLike } from "./types.js";

/** Listeners are told at the latest after this many milliseconds: frames stop in hidden tabs. */
const FRAME_AT_MOST_MS = 100;

/** The browser's own parts. Reads no global before it is used, so a server may call this. */
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
    uuid: () => newId(),
    frame,
    online: () => typeof navigator === "undefined" || navigator.onLine !== false,
    visible: () => typeof document === "undefined" || document.visibilityState !== "hidden",
    listen,
    exclusively: async (name, fn) =>
      typeof navigator !== "undefined" && navigator.locks ? await navigator.locks.request(name, fn) : fn(),
    broadcast,
    indexedDB: typeof indexedDB === "undefined" ? null : indexedDB,
  };
}

/** 128 random bits; `crypto.randomUUID` is there on secure pages only. */
function newId(): string {
  return Array.from(crypto.getRandomValues(new Uint8Array(16)), (byte) =>
    byte.toString(16).padStart(2, "0"),
  ).join("");
}

function frame(fn: () => void) {
  if (typeof requestAnimationFrame === "undefined") return queueMicrotask(fn);
  let done = false;
  const once = () => {
    if (done) return;
    done = true;
    cancelAnimationFrame(painted);
    clearTimeout(late);
    fn();
  };
  const painted = requestAnimationFrame(once);
  const late = setTimeout(once, FRAME_AT_MOST_MS);
}

function listen(fn: (signal: PageSignal) => void) {
  if (typeof window === "undefined") return () => undefined;
  const stop = new AbortController();
  const on = (target: EventTarget, name: string, signal: () => PageSignal | null) =>
    target.addEventListener(
      name,
      (event) => {
        const what = name === "pageshow" && !(event as PageTransitionEvent).persisted ? null : signal();
        if (what) fn(what);
      },
      { signal: stop.signal },
    );
  on(window, "online", () => "online");
  on(window, "offline", () => "offline");
  on(window, "pageshow", () => "resume");
  on(document, "resume", () => "resume");
  on(document, "visibilitychange", () => (document.visibilityState === "hidden" ? "hidden" : "visible"));
  return () => stop.abort();
}

function broadcast(name: string, onMessage: (data: unknown) => void) {
  if (typeof BroadcastChannel === "undefined") return { post: () => undefined, close: () => undefined };
  const channel = new BroadcastChannel(name);
  channel.onmessage = (event) => onMessage(event.data);
  return { post: (data: unknown) => channel.postMessage(data), close: () => channel.close() };
}

/** By `XMLHttpRequest`, which tells of its progress; where there is none, by `fetch`. */
const upload: Environment["upload"] = async ({ url, method, headers, body, signal, onProgress }) => {
  if (typeof XMLHttpRequest === "undefined") {
    const response = await fetch(url, { method, headers, body, signal }).catch(() => null);
    return response?.status ?? 0;
  }
  return new Promise((resolve) => {
    const request = new XMLHttpRequest();
    request.open(method, url);
    for (const [name, value] of Object.entries(headers)) request.setRequestHeader(name, value);
    request.upload.onprogress = (event) => onProgress(event.loaded, event.total);
    request.onloadend = () => resolve(request.status);
    signal.addEventListener("abort", () => request.abort());
    request.send(body);
  });
};
