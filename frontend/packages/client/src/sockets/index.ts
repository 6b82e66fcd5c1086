export { socketWithFallback } from "./room-sockets.js";
export { sharedSocket } from "./shared.js";
