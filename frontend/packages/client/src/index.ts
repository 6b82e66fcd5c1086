export { loadConfig } from "./address.js";
export { createChat } from "./chat.js";
export { ChatError, type ErrorCode } from "./error.js";
export type * from "./types.js";
export type * from "./wire.js";
