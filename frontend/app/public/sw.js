// Stores the page's files, so that the page opens without its server, shows the messages that wait to be sent, and
// takes new ones. Files with a hash in their name are answered from the store. All others come from the network while
// it answers, so that a new version is seen at once.
const CACHE = "page";
/** The path below which the page is served, without a last slash. */
const BASE = new URL(".", location.href).pathname.slice(0, -1);
/** Time that the network has to answer before the stored copy is used. */
const NETWORK_WITHIN_MS = 4_000;
/** Files that the build's list of parts does not name. */
const OTHER_FILES = ["/icon.svg", "/icon-unread.svg", "/manifest.webmanifest"].map((path) => BASE + path);

/** The page. */
const PAGE = `${BASE}/`;
/** The server's settings. */
const CONFIG = `${BASE}/config.json`;

/** Stores every file of the newest version and removes the files of older ones. */
async function storeFiles() {
  const response = await fetch(`${BASE}/parts.json`, { cache: "no-cache" });
  if (!response.ok) return;
  const parts = Object.values(await response.json());
  const wanted = new Set([
    ...parts.flatMap(({ file, css = [] }) => [file, ...css]).map((name) => `${BASE}/${name}`),
    ...OTHER_FILES,
  ]);
  const cache = await caches.open(CACHE);
  const stored = (await cache.keys()).map((request) => new URL(request.url).pathname);
  await cache.addAll([...wanted].filter((path) => !stored.includes(path)));
  const old = stored.filter((path) => path.startsWith(`${BASE}/assets/`) && !wanted.has(path));
  await Promise.all(old.map((path) => cache.delete(path)));
}

/** Makes the page good for every place: its files are named from the place that was asked for. */
async function anywhere(page) {
  const text = (await page.text()).replace(/="(\.{0,2}\/)+/g, `="${BASE}/`);
  return new Response(text, { headers: page.headers });
}

/** Answers from the network and stores the answer under `name`; if the network fails, answers what is stored there. */
async function newest(request, name) {
  const cache = await caches.open(CACHE);
  try {
    const response = await fetch(request, { signal: AbortSignal.timeout(NETWORK_WITHIN_MS) });
    if (response.ok)
      await cache.put(name, name === PAGE ? await anywhere(response.clone()) : response.clone());
    if (response.status < 500) return response;
    return (await cache.match(name, { ignoreVary: true })) ?? response;
  } catch (error) {
    const stored = await cache.match(name, { ignoreVary: true });
    if (stored) return stored;
    throw error;
  }
}

/** Answers from the store, else from the network. A file is the same for everybody, whatever its `Vary` header says. */
const storedOrFetched = async (request) =>
  (await caches.match(request, { ignoreVary: true })) ?? fetch(request);

self.addEventListener("install", (event) => {
  // Browsers that support routes do not even start this worker for the API.
  event.addRoutes?.({ condition: { urlPattern: { pathname: `${BASE}/api/*` } }, source: "network" });
  const all = Promise.all([PAGE, CONFIG].map((path) => newest(path, path)).concat(storeFiles()));
  event.waitUntil(all.then(() => self.skipWaiting()));
});

self.addEventListener("activate", (event) => event.waitUntil(self.clients.claim()));

self.addEventListener("fetch", (event) => {
  const { request } = event;
  const { origin, pathname } = new URL(request.url);
  if (request.method !== "GET" || origin !== location.origin) return;
  if (request.mode === "navigate") {
    if (pathname !== PAGE && !pathname.startsWith(`${BASE}/r/`)) return;
    event.respondWith(newest(request, PAGE));
    event.waitUntil(storeFiles().catch(() => undefined));
  } else if (pathname === CONFIG || OTHER_FILES.includes(pathname))
    event.respondWith(newest(request, pathname));
  else if (pathname.startsWith(`${BASE}/assets/`)) event.respondWith(storedOrFetched(request));
});
