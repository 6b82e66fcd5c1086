/** The times of the shared and the single sockets. This code shares none with the code that loads it. */

/** A socket without an answer to a ping within this time is dead, as a link's. */
export const PONG_WITHIN_MS = 5_000;
/** A tab that leads the others answers within this time, or another one takes its place. */
export const LEADER_WITHIN_MS = 1_000;

/** Time between two reads of the lists, which an older server does not keep up to date. */
export const POLL_MS = 30_000;
/** Changes within this time are read together. */
export const SETTLE_MS = 1_000;
