// The page without its server: what it is made of is kept, so that it opens, shows what waits to be sent, and
// takes new messages. What carries no hash in its name comes from the network while there is one, so a new version is
// seen at once; files whose names carry a hash come from here.
const CACHE = "page";
/** How long the network may take before what is kept is shown instead. */
const PATIENCE_MS = 4_000;
/** What the build does not list. */
const ALSO = ["/icon.svg", "/icon-unread.svg", "/manifest.webmanifest"];

/** Keeps every file of the newest version, and nothing of older ones. */
async function keepFiles() {
  const response = await fetch("/parts.json", { cache: "no-cache" });
  if (!response.ok) return;
  const parts = Object.values(await response.json());
  const wanted = new Set([
    ...parts.flatMap(({ file, css = [] }) => [file, ...css]).map((name) => `/${name}`),
    ...ALSO,
  ]);
  const cache = await caches.open(CACHE);
  const kept = (await cache.keys()).map((request) => new URL(request.url).pathname);
  await cache.addAll([...wanted].filter((path) => !kept.includes(path)));
  const old = kept.filter((path) => path.startsWith("/assets/") && !wanted.has(path));
  await Promise.all(old.map((path) => cache.delete(path)));
}

/** From the network, and kept under `name`; what is kept there, if the network fails or takes too long. */
async function newest(request, name) {
  const cache = await caches.open(CACHE);
  try {
    const response = await fetch(request, { signal: AbortSignal.timeout(PATIENCE_MS) });
    if (response.ok) await cache.put(name, response.clone());
    if (response.status < 500) return response;
    return (await cache.match(name, { ignoreVary: true })) ?? response;
  } catch (error) {
    const kept = await cache.match(name, { ignoreVary: true });
    if (kept) return kept;
    throw error;
  }
}

/** A file is the same for whoever asks, whatever its `Vary` says. */
const keptOrFetched = async (request) =>
  (await caches.match(request, { ignoreVary: true })) ?? fetch(request);

self.addEventListener("install", (event) => {
  // The API is none of this worker's business: where the browser can be told so, it does not even ask.
  event.addRoutes?.({ condition: { urlPattern: { pathname: "/api/*" } }, source: "network" });
  const all = Promise.all([newest("/", "/"), newest("/config.json", "/config.json"), keepFiles()]);
  event.waitUntil(all.then(() => self.skipWaiting()));
});

self.addEventListener("activate", (event) => event.waitUntil(self.clients.claim()));

self.addEventListener("fetch", (event) => {
  const { request } = event;
  const { origin, pathname } = new URL(request.url);
  if (request.method !== "GET" || origin !== location.origin) return;
  if (request.mode === "navigate") {
    if (pathname !== "/" && !pathname.startsWith("/r/")) return;
    event.respondWith(newest(request, "/"));
    event.waitUntil(keepFiles().catch(() => undefined));
  } else if (pathname === "/config.json" || ALSO.includes(pathname))
    event.respondWith(newest(request, pathname));
  else if (pathname.startsWith("/assets/")) event.respondWith(keptOrFetched(request));
});
