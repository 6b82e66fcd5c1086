/** After what one came for: keeping the page's files takes some of the same processor and network. */
const AFTER_MS = 5_000;

interface Policies {
  createPolicy(
    name: string,
    rules: { createScriptURL(url: string): string },
  ): {
    createScriptURL(url: string): string;
  };
}

/** Has the browser keep the page, so that it opens without its server. */
export function keepPage() {
  if (!("serviceWorker" in navigator)) return;
  setTimeout(() => {
    const { trustedTypes } = window as { trustedTypes?: Policies };
    const policy = trustedTypes?.createPolicy("roomcast-worker", { createScriptURL: (url) => url });
    const url = policy?.createScriptURL("/sw.js") ?? "/sw.js";
    // Where it is not allowed, the page does without.
    navigator.serviceWorker.register(url).catch(() => undefined);
  }, AFTER_MS);
}
