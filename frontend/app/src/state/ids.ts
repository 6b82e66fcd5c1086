/** Ids of elements that other parts of the page look up. */
export const FILTER_ID = "room-filter";
export const MAIN_ID = "main";
export const COMPOSER_ID = "message-field";

/** Whether the main pointer is a finger. */
export const isTouch = () => matchMedia("(pointer: coarse)").matches;
/** Moves the focus to the message field before the next frame. */
export const focusComposer = () => requestAnimationFrame(() => document.getElementById(COMPOSER_ID)?.focus());
