import type { SocketLike } from "../types/environment.js";
import type { ClientFrame } from "../types/wire.js";
import type { News } from "./notes.js";

/** A tab's end of the socket that its tabs share. */
export type TabSocket = ReturnType<typeof createTabSocket>;

/** Creates a tab's end of the shared socket; `send` and `close` tell the tab that leads. */
export function createTabSocket(send: (frame: ClientFrame) => void, close: () => void) {
  let isHeard = false;
  const socket = {
    readyState: 0,
    onopen: null,
    onmessage: null,
    onclose: null,
    send: (data) => send(JSON.parse(data)),
    close,
  } as { -readonly [K in keyof SocketLike]: SocketLike[K] };
  return {
    socket: socket as SocketLike,
    /** Whether the tab that leads has answered. */
    isHeard: () => isHeard,
    /** Takes news for this tab. Returns whether the socket is closed. */
    hear(news: News): boolean {
      if (news.to) isHeard = true;
      if (news.frame) {
        socket.readyState = 1;
        socket.onmessage?.({ data: news.frame });
      }
      return !news.isHeard && !news.frame;
    },
    /** Tells that the socket is closed. */
    end() {
      socket.readyState = 3;
      socket.onclose?.({ code: 1006, reason: "" });
    },
  };
}
