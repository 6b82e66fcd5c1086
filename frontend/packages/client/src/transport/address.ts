import type { ServerConfig } from "../types/chat.js";

/**
 * Reads the server's addresses from its `/config.json`. Addresses without a host are below the same path as that file,
 * which is another one than `/` behind some proxies.
 */
export async function loadConfig(url = "/config.json"): Promise<ServerConfig> {
  const response = await fetch(url, { cache: "no-cache" });
  if (!response.ok) throw new Error(`${url}: HTTP ${response.status}`);
  const { api_base, ws_base, ws_form, ...rest } = await response.json();
  const absolute = (address: string) =>
    new URL(address.replace(/^\//, "./"), new URL(url, globalThis.location?.href)).href;
  const socket = absolute(ws_base).replace(/^http/, "ws");
  return { ...rest, api: absolute(api_base), socket, socketForm: ws_form };
}
