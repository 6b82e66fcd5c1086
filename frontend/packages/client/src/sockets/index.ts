import type { Config } from "../types/chat.js";
import type { Environment } from "../types/environment.js";
import { socketWithFallback } from "./room-sockets.js";
import { sharedSocket } from "./shared.js";

/**
 * Makes an `Environment.socket` out of the one of `env`: tabs share it, and it works with older servers.
 *
 * @param userOf names the user of a token; given, so that this code shares none with the code that loads it
 */
export function socketOf(
  config: Config,
  env: Environment,
  userOf: (token: string) => string,
): Environment["socket"] {
  const plain = { ...env };
  return sharedSocket({ ...plain, socket: socketWithFallback(config, plain) }, userOf);
}
