/** Element id of the main part of the page. */
export const MAIN_ID = "main";
/** Element id of the message field. */
export const COMPOSER_ID = "message-field";

/** The id that a part of the page's address names; null if it is none. */
function idIn(part: string | undefined): number | null {
  const id = Number(part);
  return Number.isSafeInteger(id) && id > 0 ? id : null;
}

/** What an address of the page names: a room, and a message in it. */
interface Address {
  /** The room's id; null if there can be none of that name. */
  room: number | null;
  message: number | null;
}

/** The address that a path is, as `/r/7` or `/r/7/m/12`; null if it is none of a room. */
export function parseAddress(path: string): Address | null {
  const [, room, message] = /^\/r\/([^/]+)(?:\/m\/([^/]+))?\/?$/i.exec(path) ?? [];
  return room ? { room: idIn(room), message: idIn(message) } : null;
}

/** Whether the main pointer is a finger. */
export const isTouch = () => matchMedia("(pointer: coarse)").matches;
/** Whether the page shows one pane at a time. */
export const isNarrow = () => matchMedia("(max-width: 760px)").matches;
/** Moves the focus to the message field before the next frame. */
export const focusComposer = () => requestAnimationFrame(() => document.getElementById(COMPOSER_ID)?.focus());
