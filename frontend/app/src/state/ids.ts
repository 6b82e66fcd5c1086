/** Elements that are found by their id. */
export const FILTER_ID = "room-filter";
export const MAIN_ID = "main";
export const COMPOSER_ID = "message-field";

export const isTouch = () => matchMedia("(pointer: coarse)").matches;
export const focusComposer = () => requestAnimationFrame(() => document.getElementById(COMPOSER_ID)?.focus());
