import type { Config } from "../types/chat.js";
import type { Environment, SocketLike } from "../types/environment.js";
import { socketAddress } from "./address.js";
import { POLL_MS, SETTLE_MS } from "./limits.js";

/**
 * Makes an `Environment.socket` that works with older servers too: where the server has no user socket, the
 * notification channel and a socket for each room stand for it.
 */
export function socketWithFallback(config: Config, env: Environment): Environment["socket"] {
  let isOld = false;
  let wasRefused = false;
  return (url, protocols) => {
    if (isOld) return roomSockets(env, config, protocols);
    if (wasRefused) {
      const found = (answer: Response) => {
        isOld = answer.status === 404;
      };
      env.fetch(url.replace(/^ws/, "http")).then(found, () => {});
    }
    const socket = env.socket(url, protocols);
    wasRefused = true;
    socket.onopen = () => {
      wasRefused = false;
    };
    return socket;
  };
}

/** Opens the room sockets that stand for a user socket. All end as soon as one that was open is lost. */
function roomSockets(env: Environment, config: Config, protocols: string[]): SocketLike {
  /** The sockets by room; the notification channel under 0. */
  const all = new Map<number, SocketLike>();
  let greeting = {};
  let cancel = () => {};
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
      cancel();
      for (const id of all.keys()) drop(id);
    },
  };
  const tell = (frame: object) => whole.onmessage?.({ data: JSON.stringify(frame) });
  /** Lets the lists be read in `ms`, and at intervals from then on. */
  const readLists = (ms: number) => {
    cancel();
    cancel = env.after(ms, () => {
      readLists(POLL_MS);
      tell(greeting);
    });
  };
  const end = () => {
    whole.close();
    whole.onclose?.({ code: 1006, reason: "" });
  };
  const drop = (id: number) => {
    const socket = all.get(id);
    all.delete(id);
    if (!socket) return;
    socket.onmessage = socket.onclose = null;
    socket.close();
  };
  const open = (id: number, since?: number) => {
    const socket = env.socket(socketAddress(config, id || undefined, since), protocols);
    let isHeard = false;
    all.set(id, socket);
    socket.onmessage = ({ data }) => {
      isHeard = true;
      const frame = JSON.parse(data as string);
      if (!id && frame.type === "connection_established") greeting = frame;
      if (/^(member_|room_|notification|connection_)/.test(frame.type))
        readLists(id || all.size > 1 ? SETTLE_MS : POLL_MS);
      if (id && frame.type === "closed" && frame.reason !== "expired") drop(id);
      tell(id ? ofUserSocket(frame, id) : frame);
    };
    socket.onclose = () => {
      if (!id || isHeard) return end();
      drop(id);
      tell({ type: "error", room_id: id, code: "route_not_found", message: "refused" });
    };
  };
  open(0);
  return whole;
}

/** A frame of a room socket, as a user socket would bring it. */
function ofUserSocket(frame: { type: string; reason?: string }, room_id: number) {
  const { type, reason = "" } = frame;
  if (type === "connection_established") return { ...frame, room_id, type: "subscribed" };
  if (type !== "closed" || reason === "expired") return { ...frame, room_id };
  return { ...frame, room_id, type: /^(removed|banned)$/.test(reason) ? "room_removed" : "unsubscribed" };
}
