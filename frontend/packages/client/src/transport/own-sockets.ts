import type { Config } from "../types/chat.js";
import type { Environment } from "../types/environment.js";
import { tokenUser } from "./claims.js";

/**
 * Makes a function that loads the code by which tabs share a socket, and opens the sockets of `env` with it from then
 * on. Until that works, they are opened as they are; each call tries again.
 */
export function createSocketLoader(config: Config, env: Environment): () => Promise<void> {
  let loaded: Promise<void> | null = null;
  return () => {
    loaded ??= import("../sockets/index.js").then(
      ({ socketOf }) => {
        env.socket = socketOf(config, env, tokenUser);
      },
      () => {
        loaded = null;
      },
    );
    return loaded;
  };
}
