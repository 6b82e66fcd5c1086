import type { Environment } from "../types/environment.js";
import { Tabs } from "./tabs.js";

/**
 * Makes an `Environment.socket` through which the tabs of one user share one socket, where the browser has locks and
 * channels between tabs. One tab leads and has the socket; when it is closed or dies, another one leads.
 */
export function sharedSocket(env: Environment, userOf: (token: string) => string): Environment["socket"] {
  const all = new Map<string, Tabs>();
  return (url, protocols) => {
    const name = `roomcast socket ${url} ${userOf(protocols[1] ?? "")}`;
    const tabs = all.get(name) ?? new Tabs(env, name);
    all.set(name, tabs);
    return tabs.open(url, protocols);
  };
}
