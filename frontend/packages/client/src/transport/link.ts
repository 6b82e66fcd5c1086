import { asChatError, ChatError } from "../error.js";
import { GREETING_MS, HEALTHY_MS, PING_EVERY_MS, PONG_WITHIN_MS, RENEW_LATEST_MS } from "../limits.js";
import type { LinkState } from "../types/chat.js";
import type { Environment, SocketLike } from "../types/environment.js";
import type { ClientFrame, ClosedReason, ServerFrame } from "../types/wire.js";
import { IDLE } from "./channel.js";
import { backOffMs } from "./retry.js";
import { LINK, type LinkPhase, step } from "./tables.js";
import type { Tokens } from "./tokens.js";

const lostError = () => new ChatError(0, "connection_lost");

/** The connection to the user's socket: connects, stays connected, comes back. */
export abstract class Link {
  state = IDLE;
  phase: LinkPhase = "i";
  abstract readonly env: Environment;
  abstract readonly tokens: Tokens;
  #socket: SocketLike | null = null;
  #token = "";
  /** Stands for an attempt to connect, until its end is decided. */
  #attempt = {};
  /** Failures to connect since the last success. */
  #failures = 0;
  /** Cancels what is due, by name. */
  #timers: Record<string, () => void> = {};

  /** Opens a socket of the server's. */
  protected abstract open(protocols: string[]): SocketLike;
  /** Asks why a socket could not be opened; rejects with the reason. */
  protected abstract probe(): Promise<unknown>;
  /** Takes over that the state is another one. */
  protected abstract changed(): void;
  /** Takes a frame that arrives. */
  protected abstract take(frame: ServerFrame): void;
  /** Takes over that the server refuses the user for good. */
  protected abstract gone(why: ChatError): void;

  /** Connects, unless the link is in use. */
  start() {
    this.#connect("start");
  }

  /** Connects now, if the link waits or has ended. */
  retry() {
    this.#connect("retry");
  }

  /** Stops the link; `to` is the state to show. */
  close(to = IDLE) {
    this.#drop();
    this.#failures = 0;
    step(this, LINK, to === IDLE ? "stop" : "end");
    this.#set(to);
  }

  /** Sends a frame. Returns false if the link is not live. */
  send(frame: ClientFrame): boolean {
    const isLive = this.phase === "l" && this.#socket?.readyState === 1;
    if (isLive) this.#socket?.send(JSON.stringify(frame));
    return isLive;
  }

  /** Sends a ping if the link is live; it is lost if no answer comes. */
  check() {
    const asked = this.env.now();
    if (!this.send({ type: "ping" })) return;
    this.#pingLater();
    this.#later("pong", PONG_WITHIN_MS, () => {
      // A timer that is very late: the machine slept, and the answer had no time to come.
      if (this.env.now() - asked > 3 * PONG_WITHIN_MS) this.check();
      else this.die();
    });
  }

  /** Takes the connection as dead. */
  die() {
    if (this.#socket) this.#lose();
  }

  async #connect(event: "start" | "retry") {
    if (!step(this, LINK, event)) return;
    const attempt = {};
    this.#attempt = attempt;
    this.#set({ at: "connecting", attempt: this.#failures });
    try {
      const token = await this.tokens.get();
      if (attempt !== this.#attempt) return;
      const socket = this.open(["bearer", token]);
      this.#token = token;
      this.#socket = socket;
      socket.onmessage = ({ data }) => {
        const frame = JSON.parse(data as string);
        // What follows a frame that ends the connection is not heard.
        for (const each of frame.frames ?? [frame]) if (socket === this.#socket) this.#hear(each);
      };
      socket.onclose = () => this.#lose();
      this.#later("greeting", GREETING_MS, () => this.die());
    } catch (error) {
      if (attempt === this.#attempt) this.#fail(asChatError(error));
    }
  }

  #hear(frame: ServerFrame) {
    this.#timers.pong?.();
    if (frame.type === "closed") {
      if (frame.reason === "expired") this.tokens.reject(this.#token);
      return this.#lose(frame.reason);
    }
    if (frame.type === "token_accepted") this.#renewLater();
    if (frame.type === "connection_established" && step(this, LINK, "greeted")) {
      this.#timers.greeting?.();
      this.#later("healthy", HEALTHY_MS, () => {
        this.#failures = 0;
      });
      this.#pingLater();
      this.#renewLater();
      this.#set({ at: "live" });
    }
    this.take(frame);
  }

  /**
   * Makes due that a newer token takes the place of the connection's. While there is none, the server is asked
   * again and again: it closes a connection whose token has expired only when there is a frame.
   */
  #renewLater(ms = Math.min(this.tokens.replaceAt(this.#token) - this.env.now(), RENEW_LATEST_MS)) {
    this.#later("token", ms, async () => {
      const socket = this.#socket;
      const token = await this.tokens.get().catch(() => this.#token);
      if (socket !== this.#socket) return;
      if (token === this.#token) this.check();
      else this.send({ type: "token", token });
      this.#token = token;
      this.#renewLater(PONG_WITHIN_MS);
    });
  }

  #pingLater() {
    this.#later("ping", PING_EVERY_MS, () => this.check());
  }

  /** Forgets the connection and what is due. */
  #drop() {
    const socket = this.#socket;
    this.#attempt = {};
    this.#socket = null;
    for (const name in this.#timers) this.#timers[name]?.();
    if (!socket) return;
    socket.onmessage = socket.onclose = null;
    socket.close();
  }

  #set(to: LinkState) {
    this.state = to;
    this.changed();
  }

  /** Calls `fn` after `ms`, instead of the call that was due under this name. */
  #later(name: string, ms: number, fn: () => void) {
    this.#timers[name]?.();
    this.#timers[name] = this.env.after(ms, fn);
  }

  /** Asks REST why a handshake was refused, and decides what follows the end of a connection. */
  async #lose(closed?: ClosedReason) {
    this.#drop();
    const attempt = this.#attempt;
    let cause = lostError();
    // No other attempt starts while REST is asked.
    if (step(this, LINK, "refused")) cause = await this.probe().then(lostError, asChatError);
    if (attempt !== this.#attempt) return;
    if (closed === "replaced") this.close({ at: "ended", reason: "closed" });
    else this.#fail(cause, closed === "access_changed" && !this.#failures ? 0 : undefined);
  }

  /** Decides what follows a failure: another attempt after a back-off, or the end. */
  #fail(cause: ChatError, ms = backOffMs(this.env, this.#failures, cause)) {
    const { status } = cause;
    if (status === 401 || status === 403) return this.gone(cause);
    this.#failures += 1;
    step(this, LINK, "failed");
    this.#later("retry", ms, () => this.retry());
    const waiting = { at: "waiting", attempt: this.#failures, retryAt: this.env.now() + ms, cause } as const;
    this.#set(this.env.online() ? waiting : { at: "offline" });
  }
}
