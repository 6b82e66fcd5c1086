import type { Config, ServerConfig } from "./types.js";

/** The address of a room's channel, or of the notification channel. */
export function socketAddress(config: Config, room: number | null, since?: number): string {
  const path = config.socketForm === "path";
  const query = new URLSearchParams();
  if (!path) query.set(room === null ? "channel" : "room_id", String(room ?? "notifications"));
  if (since !== undefined) query.set("since", String(since));
  const place = path ? (room === null ? "notifications/" : `chat/${room}/`) : "";
  const search = query.toString();
  return config.socket + place + (search && `?${search}`);
}

/** Reads where the server is from `/config.json`; addresses may be relative to the page's origin. */
export async function loadConfig(url = "/config.json", get: typeof fetch = fetch): Promise<ServerConfig> {
  const response = await get(url, { cache: "no-cache" });
  if (!response.ok) throw new Error(`${url}: HTTP ${response.status}`);
  const said = await response.json();
  const here = typeof location === "undefined" ? undefined : location.href;
  const base = new URL(url, here).href;
  return {
    api: new URL(said.api_base, base).href,
    socket: new URL(said.ws_base, base).href.replace(/^http/, "ws"),
    socketForm: said.ws_form === "query" ? "query" : "path",
    demo: said.demo === true,
    version: String(said.version ?? ""),
  };
}
