import type { Config } from "../types/chat.js";
import type { Environment, SocketLike } from "../types/environment.js";
import { socketAddress } from "./address.js";

/**
 * Opens what stands for the user socket of a server without one: the notification channel, and the socket of each
 * room that is subscribed to. It ends as soon as one of them is lost.
 */
export function roomSockets(env: Environment, config: Config, protocols: string[]): SocketLike {
  const all = new Map<number | undefined, SocketLike>();
  const whole: SocketLike = {
    readyState: 1,
    onopen: null,
    onmessage: null,
    onclose: null,
    send(data) {
      const { type, room_id, since } = JSON.parse(data);
      if (type === "subscribe") return open(room_id, since);
      if (type === "unsubscribe") return drop(room_id);
      const to = room_id ? [all.get(room_id)] : all.values();
      for (const socket of to) if (socket?.readyState === 1) socket.send(data);
    },
    close() {
      for (const id of all.keys()) drop(id);
    },
  };
  const tell = (frame: object) => whole.onmessage?.({ data: JSON.stringify(frame) });
  const end = () => {
    whole.close();
    whole.onclose?.({ code: 1006, reason: "" });
  };
  const drop = (id?: number) => {
    const socket = all.get(id);
    if (!socket) return;
    all.delete(id);
    socket.onmessage = socket.onclose = null;
    socket.close();
  };
  const open = (id?: number, since?: number) => {
    const socket = env.socket(socketAddress(config, id, since), protocols);
    let isRefused = true;
    all.set(id, socket);
    socket.onmessage = ({ data }) => {
      const frame = JSON.parse(data as string);
      const { type, reason } = frame;
      isRefused = false;
      if (id) {
        frame.room_id = id;
        if (type === "connection_established") frame.type = "subscribed";
        if (type === "closed" && reason !== "expired") {
          frame.type = /^(removed|banned)$/.test(reason) ? "room_removed" : "unsubscribed";
          drop(id);
        }
      }
      tell(frame);
    };
    socket.onclose = () => {
      if (!id || !isRefused) return end();
      drop(id);
      tell({ type: "error", room_id: id, code: "" });
    };
  };
  open();
  return whole;
}
