import { at } from "../state/base.ts";

/** Time until the files are stored, so that this does not slow down the opening of the page. */
const DELAY_MS = 5_000;

/** The part of the Trusted Types API that is used here. */
interface Policies {
  createPolicy(
    name: string,
    rules: { createScriptURL(url: string): string },
  ): {
    createScriptURL(url: string): string;
  };
}

/** Lets the browser store the page's files, so that the page opens without its server. */
export function keepPage() {
  setTimeout(async () => {
    const { trustedTypes } = window as { trustedTypes?: Policies };
    const policy = trustedTypes?.createPolicy("roomcast-worker", { createScriptURL: (url) => url });
    const worker = at("/sw.js");
    const url = policy?.createScriptURL(worker) ?? worker;
    try {
      await navigator.serviceWorker?.register(url);
    } catch {
      // If it is not allowed, the page works without it.
    }
  }, DELAY_MS);
}
