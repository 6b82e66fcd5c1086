/**
 * The path below which the page is served, without a last slash: empty, unless a proxy adds one. The files of the
 * page lie in `assets/` below it.
 */
export const BASE = import.meta.env.DEV
  ? ""
  : new URL(/* @vite-ignore */ "..", import.meta.url).pathname.slice(0, -1);

/** The address of a file, or a place, of the page. */
export const at = (path: string) => BASE + path;

/** Shows a file of the page as its icon. */
export const showIcon = (path: string) =>
  document.querySelector("link[rel=icon]")?.setAttribute("href", at(path));
