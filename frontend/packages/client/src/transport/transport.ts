import { batch, type Cell, cell, type Schedule } from "../cell.js";
import { WAKE_WITHIN_MS } from "../limits.js";
import type { RestCalls } from "../rest.js";
import type { ClientOptions, Config, LinkState } from "../types/chat.js";
import type { Environment, PageSignal } from "../types/environment.js";
import type { Request } from "../types/rest.js";
import { type Channel, IDLE } from "./channel.js";
import { browserEnvironment } from "./environment.js";
import { Link } from "./link.js";
import { isImpatient, worstState } from "./link-states.js";
import { createRequest } from "./request.js";
import { createPauses, type Pauses } from "./retry.js";
import { createTokens, type Tokens } from "./tokens.js";

/** Everything through which one chat reaches the server and the page around it. */
export class Transport {
  declare readonly env: Environment;
  declare readonly config: Config;
  declare readonly tokens: Tokens;
  declare readonly pauses: Pauses;
  declare readonly rest: RestCalls;
  /** Schedules the calls of subscribers. */
  declare readonly soon: Schedule;
  /** The worst state among the links. */
  declare readonly link: Cell<LinkState>;
  /** Why no link can work: the user has to sign in again, or has signed out. */
  ended: LinkState | null = null;
  #links = new Set<Link>();

  constructor({ config, environment, getToken }: ClientOptions, createRest: (request: Request) => RestCalls) {
    this.env = { ...browserEnvironment(), ...environment };
    this.config = config;
    this.tokens = createTokens(getToken, this.env);
    this.pauses = createPauses(this.env);
    this.soon = batch(this.env.frame);
    this.link = cell(IDLE, this.soon);
    this.rest = createRest(createRequest(this.env, config.api, this.tokens, () => this.gone()));
  }

  /** Creates a link that belongs to the chat. */
  addLink(channel: Channel): Link {
    const link = new Link(this, channel);
    this.#links.add(link);
    return link;
  }

  /** Ends every link, because the token is refused for good. */
  gone() {
    if (this.ended) return;
    this.ended = { at: "ended", reason: "token" };
    for (const link of this.#links) if (link.state !== IDLE) link.close(this.ended);
    this.#show();
  }

  /** Takes over that a link has another state; if it is live, the others connect too. */
  state({ at }: LinkState) {
    if (at === "live") {
      this.pauses.wake();
      for (const link of this.#links) if (isImpatient(link)) link.retry();
    }
    this.#show();
  }

  /** Connects every link that is in use now. */
  retry() {
    this.ended = null;
    for (const link of this.#links) link.retry();
    this.#show();
  }

  /** Stops every link for good. */
  close(reason: "signed_out" | "closed") {
    this.ended = { at: "ended", reason };
    for (const link of this.#links) link.close();
    this.#show();
  }

  /** Checks live links after a signal of the page, and connects the others soon if that may help now. */
  signal(signal: PageSignal) {
    if (signal === "hidden") return;
    for (const link of this.#links) {
      const { state } = link;
      if (state.at === "ended") {
        if (state.reason === "closed" && signal === "visible") link.start();
      } else if (signal !== "offline" && (state.at === "offline" || isImpatient(link))) {
        link.retryIn(this.env.random() * WAKE_WITHIN_MS);
      } else link.check();
    }
  }

  #show() {
    const worst = this.ended ?? worstState([...this.#links]);
    if (worst) this.link.set(worst);
  }
}
