/** Element id of the message field of a thread. */
export const THREAD_FIELD_ID = "thread-field";

/** Moves the focus to the message field of the thread before the next frame. */
export const focusThreadField = () =>
  requestAnimationFrame(() => document.getElementById(THREAD_FIELD_ID)?.focus());
