/** Element id of the main part of the page. */
export const MAIN_ID = "main";
/** Element id of the message field. */
export const COMPOSER_ID = "message-field";

/** The id that a part of the page's address names; null if it is none. */
export function idIn(part: string | undefined): number | null {
  const id = Number(part);
  return Number.isSafeInteger(id) && id > 0 ? id : null;
}

/** Whether the main pointer is a finger. */
export const isTouch = () => matchMedia("(pointer: coarse)").matches;
/** Whether the page shows one pane at a time. */
export const isNarrow = () => matchMedia("(max-width: 760px)").matches;
/** Moves the focus to the message field before the next frame. */
export const focusComposer = () => requestAnimationFrame(() => document.getElementById(COMPOSER_ID)?.focus());
