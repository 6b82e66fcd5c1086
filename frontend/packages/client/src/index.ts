export { ChatError, type ErrorCode } from "./error.js";
export type * from "./types.js";
export type * from "./wire.js";

import type { Chat, ClientOptions, ServerConfig } from "./types.js";

/** Signature of `createChat`. */
export type CreateChat = (options: ClientOptions) => Chat;
/** Signature of `loadConfig`: reads `/config.json`. */
export type LoadConfig = (url?: string) => Promise<ServerConfig>;
