import { batch, type Cell, cell, type Schedule } from "../cell.js";
import type { ChatError } from "../error.js";
import type { RestCalls } from "../rest.js";
import type { ClientOptions, Config, LinkState } from "../types/chat.js";
import type { Environment, PageSignal, SocketLike } from "../types/environment.js";
import type { Request } from "../types/rest.js";
import type { ServerFrame } from "../types/wire.js";
import { IDLE } from "./channel.js";
import { browserEnvironment } from "./environment.js";
import { Lines } from "./lines.js";
import { createRequest } from "./request.js";
import { createPauses, type Pauses } from "./retry.js";
import { createTokens, type Tokens } from "./tokens.js";

/** Everything through which one chat reaches the server and the page around it. */
export class Transport extends Lines {
  declare readonly env: Environment;
  declare readonly config: Config;
  declare readonly tokens: Tokens;
  declare readonly pauses: Pauses;
  declare readonly rest: RestCalls;
  /** Schedules the calls of subscribers. */
  declare readonly soon: Schedule;
  /** The state of the connection. */
  declare readonly link: Cell<LinkState>;
  /** Called with every frame that arrives. */
  onFrame: (frame: ServerFrame) => void = () => {};
  /** Called when something has changed that rooms show: the connection, the user, the list. */
  onChange = () => {};

  constructor({ config, environment, getToken }: ClientOptions, createRest: (request: Request) => RestCalls) {
    super();
    this.env = { ...browserEnvironment(), ...environment };
    this.config = config;
    this.tokens = createTokens(getToken, this.env);
    this.pauses = createPauses(this.env);
    this.soon = batch(this.env.frame);
    this.link = cell(IDLE, this.soon);
    this.rest = createRest(createRequest(this.env, config.api, this.tokens, () => this.end("token")));
  }

  /** Opens a socket of the server's. */
  protected override open(protocols: string[]): SocketLike {
    return this.env.socket(`${this.config.socket}?batch=1`, protocols);
  }

  /** Asks why the socket could not be opened. */
  protected override probe() {
    return this.rest.getMe();
  }

  /** Takes a frame that arrives. */
  protected override take(frame: ServerFrame) {
    this.onFrame(frame);
    super.take(frame);
  }

  protected override gone(why: ChatError) {
    if (why.status === 401) this.end("token");
    else super.gone(why);
  }

  protected override changed() {
    super.changed();
    if (this.phase === "l") this.pauses.wake();
    this.link.set(this.state);
    this.onChange();
  }

  /** Ends the connection for good. */
  end(reason: "signed_out" | "closed" | "token") {
    if (reason !== "token" || this.phase !== "e") this.close({ at: "ended", reason });
  }

  /** Checks the connection after a signal of the page, or connects soon if that may help now. */
  signal(signal: PageSignal) {
    const { state } = this;
    if (signal === "hidden") return;
    // A page from the back/forward cache: its socket may look open, but nothing is heard from it.
    if (signal === "pageshow") this.die();
    if (signal === "visible") this.askWanted();
    if (state.at === "ended") {
      if (state.reason === "closed" && signal === "visible") this.start();
    } else if (signal !== "offline" && isImpatient(this.state)) this.retry();
    else this.check();
  }
}

/** Whether a link waits although the server has not asked it to. */
const isImpatient = (state: LinkState) =>
  state.at === "offline" || (state.at === "waiting" && !state.cause.retryAfterMs);
