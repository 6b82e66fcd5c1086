import { asChatError, ChatError } from "./error.js";
import {
  GREETING_MS,
  HEALTHY_MS,
  OVERLAP_MS,
  PING_EVERY_MS,
  PONG_WITHIN_MS,
  ROLL_OVER_MS,
  ROLL_OVER_SPREAD_MS,
  WAKE_WITHIN_MS,
} from "./limits.js";
import { backOffMs } from "./retry.js";
import type { Tokens } from "./tokens.js";
import type { Environment, LinkState, PageSignal, SocketLike } from "./types.js";
import type { ClientFrame, ClosedReason, ServerFrame } from "./wire.js";

export const IDLE: LinkState = { at: "idle" };
const LIVE: LinkState = { at: "live" };
const lostError = () => new ChatError(0, "connection_lost");

export interface LinkOptions {
  env: Environment;
  tokens: Tokens;
  /** The address of the next connection. */
  url(): string;
  /** Asks REST why a handshake was refused; rejects with the reason. */
  probe(): Promise<unknown>;
  onFrame(frame: ServerFrame): void;
  /** From here on everything arrives. `absent` tells whether there was a time when it did not. */
  onLive(absent: boolean, lastSeq: number): void;
  onState(state: LinkState): void;
  /** The server has ended this for good. */
  onGone(why: ClosedReason | ChatError): void;
  /** The token is refused for good. */
  onRefused(): void;
}

/** One live channel: connects, stays connected, replaces its connection before it ends. */
export interface Link {
  start(): void;
  stop(): void;
  /** Stops; `state` stays visible. */
  end(state: LinkState): void;
  /** Tries now. */
  retry(): void;
  signal(signal: PageSignal): void;
  /** Asks whether the connection is alive. */
  check(): void;
  /** Answers whether there was a live connection to send by. */
  send(frame: ClientFrame): boolean;
  state(): LinkState;
}

interface Connection {
  socket: SocketLike | null;
  token: string;
  opened: boolean;
  greetedAt: number;
  closed: ClosedReason | null;
  /** Prevents the callbacks that are due for it. */
  timers: Map<string, () => void>;
}

/** Creates a link; it does nothing before `start`. */
export function createLink(options: LinkOptions): Link {
  const { env, tokens } = options;
  let state: LinkState = IDLE;
  let wanted = false;
  let current: Connection | null = null;
  let next: Connection | null = null;
  let attempt = 0;
  let cancelWait = () => {};

  const set = (to: LinkState) => {
    state = to;
    options.onState(to);
  };

  const later = (connection: Connection, name: string, ms: number, fn: () => void) => {
    connection.timers.get(name)?.();
    connection.timers.set(name, env.after(ms, fn));
  };

  const calm = (connection: Connection, name: string) => connection.timers.get(name)?.();

  /** Lets go of a connection without another word about it. */
  const release = (connection: Connection | null) => {
    if (!connection) return;
    for (const cancel of connection.timers.values()) cancel();
    const { socket } = connection;
    if (!socket) return;
    socket.onopen = socket.onmessage = socket.onclose = socket.onerror = null;
    connection.socket = null;
    socket.close(1000);
  };

  const wait = (ms: number, cause: ChatError) => {
    cancelWait();
    cancelWait = env.after(ms, () => void connect());
    if (current) return; // a roll-over that failed: the old connection is still good
    set(env.online() ? { at: "waiting", attempt, retryAt: env.now() + ms, cause } : { at: "offline" });
  };

  async function connect() {
    cancelWait();
    if (!wanted || next) return;
    const mine: Connection = {
      socket: null,
      token: "",
      opened: false,
      greetedAt: 0,
      closed: null,
      timers: new Map(),
    };
    next = mine;
    if (!current) set({ at: "connecting", attempt });
    try {
      mine.token = await tokens.get();
      if (next !== mine) return;
      const socket = env.openSocket(options.url(), ["bearer", mine.token]);
      mine.socket = socket;
      socket.onopen = () => {
        mine.opened = true;
      };
      socket.onmessage = (event) => hear(mine, event.data);
      socket.onclose = () => void lost(mine);
      later(mine, "greeting", GREETING_MS, () => void lost(mine));
    } catch (error) {
      if (next !== mine) return;
      next = null;
      failed(asChatError(error));
    }
  }

  function hear(connection: Connection, data: unknown) {
    const frame: ServerFrame = JSON.parse(String(data));
    calm(connection, "pong");
    if (frame.type === "connection_established") connection.greetedAt = env.now();
    if (frame.type === "closed") {
      connection.closed = frame.reason;
      void lost(connection);
    } else if (frame.type === "live") promote(connection, frame.last_seq ?? 0);
    else options.onFrame(frame);
  }

  function promote(connection: Connection, lastSeq: number) {
    if (connection !== next) return;
    const old = current;
    current = connection;
    next = null;
    calm(connection, "greeting");
    if (old) {
      for (const cancel of old.timers.values()) cancel();
      later(old, "overlap", OVERLAP_MS, () => void lost(old));
    }
    const spread = (2 * env.random() - 1) * ROLL_OVER_SPREAD_MS;
    const tokenLeft = tokens.replaceAt(connection.token) - env.now();
    later(connection, "roll", Math.min(ROLL_OVER_MS + spread, tokenLeft), () => void connect());
    keepAlive(connection);
    set(LIVE);
    options.onLive(!old, lastSeq);
  }

  function keepAlive(connection: Connection) {
    later(connection, "ping", PING_EVERY_MS, () => {
      check();
      keepAlive(connection);
    });
  }

  function check() {
    const connection = current;
    if (!connection?.socket) return;
    const asked = env.now();
    connection.socket.send('{"type":"ping"}');
    later(connection, "pong", PONG_WITHIN_MS, () => {
      // A timer that is very late: the machine slept, and the answer had no time to come.
      if (env.now() - asked > 3 * PONG_WITHIN_MS) check();
      else void lost(connection);
    });
  }

  async function lost(connection: Connection) {
    release(connection);
    const { greetedAt } = connection;
    if (greetedAt && env.now() - greetedAt >= HEALTHY_MS) attempt = 0;
    if (connection === next) next = null;
    else if (connection === current) current = null;
    else return;
    if (next) return set({ at: "connecting", attempt });
    const { closed } = connection;
    if (closed === "expired") tokens.reject(connection.token);
    else if (closed === "replaced") return stopAt({ at: "ended", reason: "closed" });
    else if (closed) return options.onGone(closed);
    let cause = lostError();
    if (!connection.opened) {
      next = connection; // nobody else connects meanwhile
      await options.probe().catch((error) => {
        cause = asChatError(error);
      });
      if (next !== connection) return;
      next = null;
    }
    failed(cause);
  }

  function failed(cause: ChatError) {
    if (cause.status === 401) options.onRefused();
    else if (cause.status === 403 || cause.status === 404) options.onGone(cause);
    else wait(backOffMs(env, attempt++, cause), cause);
  }

  function stopAt(to: LinkState) {
    wanted = false;
    cancelWait();
    release(current);
    release(next);
    current = next = null;
    attempt = 0;
    set(to);
  }

  function start() {
    if (wanted) return;
    wanted = true;
    void connect();
  }

  return {
    start,
    stop: () => stopAt(IDLE),
    end: stopAt,
    retry() {
      wanted = true;
      if (!current) void connect();
    },
    check,
    state: () => state,
    send(frame) {
      const socket = current?.socket;
      if (socket?.readyState !== 1) return false;
      socket.send(JSON.stringify(frame));
      return true;
    },
    signal(signal) {
      const { at } = state;
      if (signal === "hidden") return;
      if (current) check();
      else if (at === "ended") {
        if (state.reason === "closed" && signal === "visible") start();
      } else if (signal !== "offline" && wanted && !next && !(at === "waiting" && state.cause.retryAfterMs)) {
        wait(env.random() * WAKE_WITHIN_MS, lostError());
      }
    },
  };
}
