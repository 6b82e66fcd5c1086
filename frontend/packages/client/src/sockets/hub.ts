import type { Environment } from "../types/environment.js";
import type { ClientFrame, ServerFrame } from "../types/wire.js";
import { type HubSocket, openSocket } from "./hub-socket.js";
import { PONG_WITHIN_MS } from "./limits.js";
import type { Tell } from "./notes.js";
import { createSubscriptions } from "./subscriptions.js";

/** The socket of a user, and the tabs that share it. */
export class Hub {
  #env: Pick<Environment, "after" | "socket">;
  #tell: Tell;
  #tabs = new Set<string>();
  #subscriptions = createSubscriptions();
  #socket: HubSocket | null = null;
  #greeting: Extract<ServerFrame, { type: "connection_established" }> | null = null;
  /** The tabs whose pings are not answered. */
  #asking = new Set<string>();

  constructor(env: Pick<Environment, "after" | "socket">, tell: Tell) {
    this.#env = env;
    this.#tell = tell;
  }

  /** Lets a tab take part. It is greeted as soon as the socket is. */
  open(tab: string, url: string, protocols: string[]) {
    this.#tabs.add(tab);
    const socket = this.#socket;
    if (!socket) this.#socket = openSocket(this.#env, url, protocols, this.#hear, this.#end);
    if (!socket || !this.#greeting) return;
    this.#tell(tab, this.#greeting);
    // The socket may be dead: the machine slept, or the page was in the back/forward cache.
    this.send(tab, { type: "ping" });
    this.#env.after(PONG_WITHIN_MS, () => socket === this.#socket && this.#asking.has(tab) && this.#end());
  }

  /** Lets a tab go. One that leaves before its ping was answered has found that the socket is dead. */
  close(tab: string) {
    for (const room_id of this.#subscriptions.rooms()) this.send(tab, { type: "unsubscribe", room_id });
    if (this.#tabs.delete(tab) && (this.#asking.has(tab) || !this.#tabs.size)) this.#end();
  }

  /** Takes a frame from a tab. Only the first subscription to a room and the end of the last one reach the server. */
  send(tab: string, frame: ClientFrame) {
    // It was sent before the tab heard that the socket is closed.
    if (!this.#tabs.has(tab) || !this.#greeting) return;
    if (frame.type === "ping") this.#asking.add(tab);
    if (frame.type === "unsubscribe" && !this.#subscriptions.remove(tab, frame.room_id)) {
      return this.#tell(tab, { type: "unsubscribed", room_id: frame.room_id });
    }
    if (frame.type === "subscribe") {
      const granted = this.#subscriptions.add(tab, frame.room_id);
      for (const each of granted ?? []) if (each) this.#tell(tab, each);
      if (granted) return;
    }
    this.#socket?.write(frame);
    if (frame.type === "read") this.#tellOfRead(tab, frame);
  }

  /** Closes the socket, and tells the tabs. */
  #end = () => {
    this.#socket?.close();
    this.#socket = this.#greeting = null;
    for (const all of [this.#tabs, this.#subscriptions, this.#asking]) all.clear();
    this.#tell("");
  };

  /** Tells the other tabs what one has read: to the server these tabs are one connection. */
  #tellOfRead(tab: string, { room_id, message_id }: { room_id?: number; message_id: number }) {
    const user = this.#greeting?.user;
    for (const other of this.#tabs) {
      if (user && room_id && other !== tab) this.#tell(other, { type: "read", room_id, user, message_id });
    }
  }

  #hear = (frame: ServerFrame) => {
    this.#asking.clear();
    if (frame.type === "connection_established") this.#greeting = frame;
    this.#subscriptions.take((frame as { room_id?: number }).room_id ?? 0, frame);
    this.#tell("", frame);
    if (frame.type === "closed") this.#end();
  };
}
