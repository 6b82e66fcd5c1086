import type { Environment, SocketLike } from "../types/environment.js";
import type { ClientFrame, ServerFrame } from "../types/wire.js";

/** A socket that a hub has opened. */
export type HubSocket = ReturnType<typeof openSocket>;

/** Opens a socket. `hear` is called with each of its frames until it is closed, `lost` when the server closes it. */
export function openSocket(
  env: Pick<Environment, "socket">,
  url: string,
  protocols: string[],
  hear: (frame: ServerFrame) => void,
  lost: () => void,
) {
  const socket: SocketLike = env.socket(url, protocols);
  socket.onmessage = ({ data }) => {
    const frame = JSON.parse(data as string);
    for (const each of frame.frames ?? [frame]) if (socket.onmessage) hear(each);
  };
  socket.onclose = lost;
  return {
    write(frame: ClientFrame) {
      if (socket.readyState === 1) socket.send(JSON.stringify(frame));
    },
    close() {
      socket.onmessage = socket.onclose = null;
      socket.close();
    },
  };
}
