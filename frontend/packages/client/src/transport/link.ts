import { asChatError, ChatError } from "../error.js";
import type { ClosedReason, ServerFrame } from "../types/wire.js";
import { type Attempts, createAttempts } from "./attempts.js";
import { IDLE } from "./channel.js";
import { type Connection, createConnection } from "./connection.js";
import type { LinkOwner } from "./link-owner.js";
import { LINK, type LinkPhase, step } from "./tables.js";

const lostError = () => new ChatError(0, "connection_lost");

/** The link of a chat to its server: connects, stays connected, comes back. */
export class Link {
  phase: LinkPhase = "i";
  #owner: LinkOwner;
  #attempts: Attempts;
  #connection: Connection | null = null;

  constructor(owner: LinkOwner) {
    this.#owner = owner;
    this.#attempts = createAttempts(owner.env, () => this.connect("retry"));
  }

  /** The connection, if it is live. */
  live = () => (this.phase === "l" ? this.#connection : null);

  /** Connects: at `start` unless the link is in use, at `retry` if it waits or has ended. */
  async connect(event: "start" | "retry") {
    if (!step(this, LINK, event)) return;
    const isLast = this.#attempts.begin();
    this.#owner.changed({ at: "connecting", attempt: this.#attempts.failures() });
    try {
      const [token] = await Promise.all([this.#owner.tokens.get(), this.#owner.ready()]);
      if (isLast()) this.#connection = createConnection(this.#owner, token, this.#take, this.lose);
    } catch (error) {
      if (isLast()) this.#fail(asChatError(error));
    }
  }

  /** Stops the link; `to` is the state to show. */
  close(to = IDLE) {
    this.#drop();
    this.#attempts.succeeded();
    step(this, LINK, to === IDLE ? "stop" : "end");
    this.#owner.changed(to);
  }

  /** Gives the connection up, if there is one, asks why the server refused it, and decides what follows. */
  lose = async (closed?: ClosedReason) => {
    if (!this.#connection) return;
    const isLast = this.#drop();
    let cause = lostError();
    // No other attempt starts while the server is asked.
    if (step(this, LINK, "refused")) cause = await this.#owner.probe().then(lostError, asChatError);
    if (!isLast()) return;
    if (closed === "replaced") this.close({ at: "ended", reason: "closed" });
    else this.#fail(cause, closed === "access_changed");
  };

  #take = (frame: ServerFrame) => {
    if (frame.type === "connection_established" && step(this, LINK, "greeted")) {
      this.#connection?.greeted(this.#attempts.succeeded);
      this.#owner.changed({ at: "live" });
    }
    this.#owner.take(frame);
  };

  #drop() {
    this.#connection?.close();
    this.#connection = null;
    return this.#attempts.begin();
  }

  #fail(cause: ChatError, atOnce?: boolean) {
    if (cause.status === 401 || cause.status === 403) return this.#owner.gone(cause);
    step(this, LINK, "failed");
    this.#owner.changed(this.#attempts.failed(cause, atOnce));
  }
}
