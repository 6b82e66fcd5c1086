import { asChatError, ChatError } from "../error.js";
import {
  GREETING_MS,
  HEALTHY_MS,
  OVERLAP_MS,
  PING_EVERY_MS,
  PONG_WITHIN_MS,
  ROLL_OVER_MS,
  ROLL_OVER_SPREAD_MS,
} from "../limits.js";
import type { LinkState } from "../types/chat.js";
import type { SocketLike } from "../types/environment.js";
import type { ClientFrame, ClosedReason, ServerFrame } from "../types/wire.js";
import { type Channel, IDLE, type LinkOwner } from "./channel.js";
import { backOffMs } from "./retry.js";

const LIVE: LinkState = { at: "live" };

const lostError = () => new ChatError(0, "connection_lost");

/** One WebSocket, from before it is opened until it is closed. */
interface Connection {
  socket?: SocketLike;
  token: string;
  /** Whether the handshake was accepted. */
  opened?: boolean;
  /** The time of the greeting, in milliseconds since 1970; 0 before it. */
  greetedAt: number;
  /** The server's reason for closing, if it gave one. */
  closed?: ClosedReason;
  /** Cancels the calls that are due, by name. */
  timers: Map<string, () => void>;
}

/** One live channel: connects, stays connected, replaces its connection before that ends. */
export class Link {
  state = IDLE;
  #owner: LinkOwner;
  #channel: Channel;
  /** The connection that is live. */
  #current: Connection | null = null;
  /** The connection that is not live yet, or whose refusal is being asked about. */
  #next: Connection | null = null;
  /** Failures to connect since the last success. */
  #failures = 0;
  /** Cancels the attempt that is due. */
  #cancel = () => {};

  constructor(owner: LinkOwner, channel: Channel) {
    this.#owner = owner;
    this.#channel = channel;
  }

  /** Starts the link, unless it is running. */
  start() {
    const { at } = this.state;
    if (at === "idle" || at === "ended") this.#connect();
  }

  /** Stops the link; `to` is the state to show. */
  close(to = IDLE) {
    this.#cancel();
    this.#release(this.#current);
    this.#release(this.#next);
    this.#current = this.#next = null;
    this.#failures = 0;
    this.#set(to);
  }

  /** Connects now, if the link is in use and not live. */
  retry() {
    if (this.state !== IDLE && !this.#current) this.#connect();
  }

  /** Connects in `ms`. If a roll-over has failed, the old connection stays in use. */
  retryIn(ms: number, cause = lostError()) {
    this.#cancel();
    this.#cancel = this.#owner.env.after(ms, () => this.#connect());
    if (this.#current) return;
    const waiting = {
      at: "waiting",
      attempt: this.#failures,
      retryAt: this.#owner.env.now() + ms,
      cause,
    } as const;
    this.#set(this.#owner.env.online() ? waiting : { at: "offline" });
  }

  /** Sends a frame. Returns false if no live connection is open. */
  send(frame: ClientFrame): boolean {
    const socket = this.#current?.socket;
    if (socket?.readyState !== 1) return false;
    socket.send(JSON.stringify(frame));
    return true;
  }

  /** Sends a ping on the live connection, which is lost if no answer comes. */
  check() {
    const connection = this.#current;
    if (!connection) return;
    const asked = this.#owner.env.now();
    this.send({ type: "ping" });
    this.#later(connection, "pong", PONG_WITHIN_MS, () => {
      // A timer that is very late: the machine slept, and the answer had no time to come.
      if (this.#owner.env.now() - asked > 3 * PONG_WITHIN_MS) this.check();
      else this.#lose(connection);
    });
  }

  #set(to: LinkState) {
    this.state = to;
    this.#owner.state(to);
  }

  #setConnecting() {
    if (!this.#current) this.#set({ at: "connecting", attempt: this.#failures });
  }

  async #connect() {
    this.#cancel();
    if (this.#next) return;
    const mine: Connection = { token: "", greetedAt: 0, timers: new Map() };
    this.#next = mine;
    this.#setConnecting();
    try {
      mine.token = await this.#owner.tokens.get();
      if (this.#next !== mine) return;
      const lost = () => this.#lose(mine);
      const socket = this.#owner.env.socket(this.#channel.url(), ["bearer", mine.token]);
      mine.socket = socket;
      socket.onopen = () => {
        mine.opened = true;
      };
      socket.onmessage = ({ data }) => this.#hear(mine, JSON.parse(data as string));
      socket.onclose = lost;
      this.#later(mine, "greeting", GREETING_MS, lost);
    } catch (error) {
      if (this.#next !== mine) return;
      this.#next = null;
      this.#fail(asChatError(error));
    }
  }

  /** Calls `fn` after `ms`, instead of the call that was due under this name. */
  #later({ timers }: Connection, name: string, ms: number, fn: () => void) {
    timers.get(name)?.();
    timers.set(name, this.#owner.env.after(ms, fn));
  }

  /** Sends a ping at intervals from now on. */
  #keepAlive(connection: Connection) {
    this.#later(connection, "ping", PING_EVERY_MS, () => {
      this.check();
      this.#keepAlive(connection);
    });
  }

  #cancelTimers({ timers }: Connection) {
    for (const cancel of timers.values()) cancel();
  }

  /** Closes the socket of a connection, if there is one, without any further event. */
  #release(connection: Connection | null) {
    if (!connection) return;
    this.#cancelTimers(connection);
    const { socket } = connection;
    if (!socket) return;
    socket.onopen = socket.onmessage = socket.onclose = null;
    connection.socket = undefined;
    socket.close(1000);
  }

  #hear(connection: Connection, frame: ServerFrame) {
    connection.timers.get("pong")?.();
    if (frame.type === "connection_established") connection.greetedAt = this.#owner.env.now();
    if (frame.type === "closed") {
      connection.closed = frame.reason;
      this.#lose(connection);
    } else if (frame.type === "live") this.#promote(connection, frame.last_seq ?? 0);
    else this.#channel.frame(frame);
  }

  /** Puts a connection that is live into use, in place of the old one. */
  #promote(connection: Connection, lastSeq: number) {
    if (connection !== this.#next) return;
    const old = this.#current;
    this.#current = connection;
    this.#next = null;
    connection.timers.get("greeting")?.();
    if (old) {
      this.#cancelTimers(old);
      this.#later(old, "overlap", OVERLAP_MS, () => this.#lose(old));
    }
    const age = ROLL_OVER_MS + ROLL_OVER_SPREAD_MS * this.#owner.env.random();
    const tokenLeft = this.#owner.tokens.replaceAt(connection.token) - this.#owner.env.now();
    this.#later(connection, "roll", Math.min(age, tokenLeft), () => this.#connect());
    this.#keepAlive(connection);
    this.#set(LIVE);
    this.#channel.live(!old, lastSeq);
  }

  /** Closes a connection that cannot be used any more, and decides what follows. */
  async #lose(connection: Connection) {
    const { closed, greetedAt, opened, token } = connection;
    this.#release(connection);
    if (greetedAt && this.#owner.env.now() - greetedAt >= HEALTHY_MS) this.#failures = 0;
    let cause = lostError();
    if (connection === this.#next) {
      // No other attempt starts while REST is asked why the handshake was refused.
      if (!opened) cause = await this.#channel.probe().then(lostError, asChatError);
      if (connection !== this.#next) return;
      this.#next = null;
    } else if (connection === this.#current) this.#current = null;
    else return;
    if (this.#next) return this.#setConnecting();
    if (closed === "expired") this.#owner.tokens.reject(token);
    else if (closed === "replaced") return this.close({ at: "ended", reason: "closed" });
    else if (closed) return this.#channel.gone(closed);
    this.#fail(cause);
  }

  /** Decides what follows a failure to connect: another attempt after a back-off, or the end. */
  #fail(cause: ChatError) {
    const { status } = cause;
    if (status === 401) this.#owner.gone();
    else if (status === 403 || status === 404) this.#channel.gone(cause);
    else this.retryIn(backOffMs(this.#owner.env, this.#failures++, cause), cause);
  }
}
