import { isWebAddress } from "../links.ts";

/** What looks like the name of a host. */
const HOSTS = /[\p{L}\p{N}-]+(?:\.[\p{L}\p{N}-]+)+/gu;

/** Whether a link may be shown under a name: it leads to the web, and its name is no address and names no other host. */
export function mayBeNamed(href: string, name: string): boolean {
  if (!isWebAddress(href) || name.includes("://")) return false;
  const { host } = new URL(href);
  const named = name.toLowerCase().match(HOSTS) ?? [];
  return named.every((each) => host === each || host.endsWith(`.${each}`));
}
