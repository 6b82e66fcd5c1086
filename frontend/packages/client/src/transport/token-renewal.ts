import { PONG_WITHIN_MS, RENEW_LATEST_MS } from "../limits.js";
import type { Environment } from "../types/environment.js";
import type { Timers } from "./timers.js";
import type { Tokens } from "./tokens.js";

/**
 * Makes the functions that put newer tokens in the place of a connection's.
 *
 * @param token the token with which the connection was opened
 * @param give gives the server a newer token
 * @param check asks whether the connection is alive
 */
export function createTokenRenewal(
  env: Pick<Environment, "now">,
  tokens: Tokens,
  timers: Timers,
  token: string,
  give: (token: string) => void,
  check: () => void,
) {
  /**
   * Makes the next token due. While there is none, the server is asked again and again: it closes a connection whose
   * token has expired only when there is a frame.
   */
  const later = (ms = Math.min(tokens.replaceAt(token) - env.now(), RENEW_LATEST_MS)) =>
    timers.set("token", ms, async () => {
      const newer = await tokens.get().catch(() => token);
      if (newer === token) check();
      else give(newer);
      token = newer;
      later(PONG_WITHIN_MS);
    });

  return {
    later,
    /** Notes that the server has refused the connection's token. */
    reject: () => tokens.reject(token),
  };
}
