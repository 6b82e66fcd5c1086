import type { Config } from "../types/chat.js";
import type { Environment } from "../types/environment.js";
import { socketWithFallback } from "./room-sockets.js";
import { sharedSocket } from "./shared.js";

export { sharedSocket, socketWithFallback };

/** An `Environment.socket` that tabs share, and that works with older servers. */
export const socketOf = (config: Config): Environment["socket"] =>
  sharedSocket({ socket: socketWithFallback(config) });
