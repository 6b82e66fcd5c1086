import { PONG_WITHIN_MS } from "../limits.js";
import type { Environment, SocketLike } from "../types/environment.js";
import type { ClientFrame, ServerFrame } from "../types/wire.js";

/** Tells a tab, or all tabs if the name is empty, of a frame; without a frame, that the socket is closed. */
export type Tell = (tab: string, frame?: ServerFrame) => void;

/** The frames that granted a subscription, kept up to date; none while it is asked for. */
type Grant = [subscribed?: ServerFrame, live?: ServerFrame];

/** The socket of a user, and the tabs that share it. */
export class Hub {
  #env: Pick<Environment, "after" | "socket">;
  #tell: Tell;
  /** The rooms that each tab has subscribed to. */
  #tabs = new Map<string, Set<number>>();
  #grants = new Map<number, Grant>();
  #socket: SocketLike | null = null;
  #greeting: Extract<ServerFrame, { type: "connection_established" }> | null = null;
  /** The tabs whose pings are not answered. */
  #asking = new Set<string>();

  constructor(env: Pick<Environment, "after" | "socket">, tell: Tell) {
    this.#env = env;
    this.#tell = tell;
  }

  /** Lets a tab take part. It is greeted as soon as the socket is. */
  open(tab: string, url: string, protocols: string[]) {
    if (!this.#tabs.has(tab)) this.#tabs.set(tab, new Set());
    if (!this.#socket) return this.#connect(url, protocols);
    if (!this.#greeting) return;
    this.#tell(tab, this.#greeting);
    // The socket may be dead: the machine slept, or the page was in the back/forward cache.
    this.send(tab, { type: "ping" });
    const socket = this.#socket;
    this.#env.after(PONG_WITHIN_MS, () => socket === this.#socket && this.#asking.has(tab) && this.end());
  }

  /** Lets a tab go. One that leaves before its ping was answered has found that the socket is dead. */
  close(tab: string) {
    for (const room of this.#tabs.get(tab) ?? []) this.#unsubscribe(tab, room);
    if (this.#tabs.delete(tab) && (this.#asking.has(tab) || !this.#tabs.size)) this.end();
  }

  /** Takes a frame from a tab. Only the first subscription to a room and the end of the last one reach the server. */
  send(tab: string, frame: ClientFrame) {
    // It was sent before the tab heard that the socket is closed.
    if (!this.#tabs.has(tab) || !this.#greeting) return;
    if (frame.type === "ping") this.#asking.add(tab);
    if (frame.type === "unsubscribe") return this.#unsubscribe(tab, frame.room_id);
    if (frame.type === "subscribe") {
      this.#tabs.get(tab)?.add(frame.room_id);
      const grant = this.#grants.get(frame.room_id);
      for (const granted of grant ?? []) if (granted) this.#tell(tab, granted);
      if (grant) return;
      this.#grants.set(frame.room_id, []);
    }
    this.#write(frame);
    // The server tells the user's other connections of it, and these tabs are one connection.
    if (frame.type === "read") this.#tellOfRead(tab, frame);
  }

  /** Closes the socket, and tells the tabs. */
  end() {
    const socket = this.#socket;
    if (socket) {
      socket.onmessage = socket.onclose = null;
      socket.close();
    }
    this.#socket = this.#greeting = null;
    this.#tabs.clear();
    this.#grants.clear();
    this.#asking.clear();
    this.#tell("");
  }

  #unsubscribe(tab: string, room_id: number) {
    this.#tabs.get(tab)?.delete(room_id);
    for (const rooms of this.#tabs.values()) if (rooms.has(room_id)) return;
    if (this.#grants.delete(room_id)) this.#write({ type: "unsubscribe", room_id });
  }

  #tellOfRead(tab: string, frame: { room_id?: number; message_id: number }) {
    const { room_id, message_id } = frame;
    const user = this.#greeting?.user;
    for (const other of this.#tabs.keys()) {
      if (user && room_id && other !== tab) this.#tell(other, { type: "read", room_id, user, message_id });
    }
  }

  #write(frame: ClientFrame) {
    if (this.#socket?.readyState === 1) this.#socket.send(JSON.stringify(frame));
  }

  #connect(url: string, protocols: string[]) {
    const socket = this.#env.socket(url, protocols);
    this.#socket = socket;
    socket.onmessage = ({ data }) => {
      const frame = JSON.parse(data as string);
      for (const each of frame.frames ?? [frame]) if (socket === this.#socket) this.#hear(each);
    };
    socket.onclose = () => socket === this.#socket && this.end();
  }

  #hear(frame: ServerFrame) {
    this.#asking.clear();
    if (frame.type === "connection_established") this.#greeting = frame;
    const { room_id = 0 } = frame as { room_id?: number };
    const grant = this.#grants.get(room_id);
    if (grant) this.#keep(room_id, grant, frame);
    this.#tell("", frame);
    if (frame.type === "closed") this.end();
  }

  /** Keeps what the next tab that subscribes to the room has to hear. */
  #keep(room_id: number, grant: Grant, frame: ServerFrame) {
    const [subscribed, live] = grant;
    if (frame.type === "subscribed") grant[0] = frame;
    else if (frame.type === "live") grant[1] = frame;
    else if (frame.type === "chat_message" && live?.type === "live") live.last_seq = frame.message.seq;
    else if (frame.type === "user_join" || frame.type === "user_leave") {
      if (subscribed?.type !== "subscribed") return;
      const others = subscribed.online_user_ids.filter((id) => id !== frame.user.id);
      subscribed.online_user_ids = frame.type === "user_join" ? [...others, frame.user.id] : others;
    } else if (
      frame.type === "room_removed" ||
      (frame.type === "unsubscribed" && frame.reason) ||
      (frame.type === "error" && !subscribed)
    ) {
      this.#grants.delete(room_id);
    }
  }
}
