/**
 * The server's limits that the page shows or checks, by the names that the server gives them. They are literals in a
 * module without imports, so that bundlers inline them.
 */

/** Characters (Unicode code points) of a message. */
export const CONTENT_CHARS = 4_000;
/** Characters of a room's name. */
export const ROOM_NAME_CHARS = 100;
/** Characters of a room's description. */
export const DESCRIPTION_CHARS = 300;
/** Smallest value of a room's `max_members`. */
export const MEMBERS_MIN = 2;
/** Largest value of a room's `max_members`. */
export const MEMBERS_MAX = 100_000;
/** Value of a new room's `max_members`. */
export const MEMBERS_DEFAULT = 50;
/** Online users that the first frame of a connection lists at most. */
export const ONLINE_SHOWN = 100;
