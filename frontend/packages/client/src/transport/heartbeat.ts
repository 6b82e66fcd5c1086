import { PING_EVERY_MS, PONG_WITHIN_MS } from "../limits.js";
import type { Environment } from "../types/environment.js";
import type { Timers } from "./timers.js";

/**
 * Makes the functions that find out whether a connection is alive: `check` sends a ping, `later` makes a check due.
 *
 * @param ping sends a ping; returns false if that is impossible
 * @param die called if no answer comes
 */
export function createHeartbeat(
  env: Pick<Environment, "now">,
  timers: Timers,
  ping: () => boolean,
  die: () => void,
) {
  const later = () => timers.set("ping", PING_EVERY_MS, check);
  const check = () => {
    const asked = env.now();
    if (!ping()) return;
    later();
    timers.set("pong", PONG_WITHIN_MS, () => {
      // A timer that is very late: the machine slept, and the answer had no time to come.
      if (env.now() - asked > 3 * PONG_WITHIN_MS) check();
      else die();
    });
  };
  return { check, later, heard: () => timers.cancel("pong") };
}
