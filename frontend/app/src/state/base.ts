import type { ServerConfig } from "@roomcast/client";

/**
 * The path below which the page is served, without a last slash: empty, unless a proxy adds one. The files of the
 * page lie in `assets/` below it.
 */
export const BASE = import.meta.env.DEV ? "" : new URL("..", import.meta.url).pathname.slice(0, -1);

/** The address of a file, or a place, of the page. */
export const at = (path: string) => BASE + path;

/** The server's addresses below the path of the page, where both have one host. */
export function below(config: ServerConfig, base = BASE): ServerConfig {
  const move = (address: string) => {
    const url = new URL(address);
    if (url.host === location.host) url.pathname = base + url.pathname;
    return url.href;
  };
  return { ...config, api: move(config.api), socket: move(config.socket) };
}
