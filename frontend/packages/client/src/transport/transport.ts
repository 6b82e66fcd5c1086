import { batch, type Cell, cell, type Schedule } from "../cell.js";
import { ChatError } from "../error.js";
import type { RestCalls } from "../rest.js";
import type { ClientOptions, Config, LinkState } from "../types/chat.js";
import type { Environment, SocketLike } from "../types/environment.js";
import type { Request } from "../types/rest.js";
import type { ServerFrame } from "../types/wire.js";
import type { Uploader } from "../upload/upload.js";
import { IDLE } from "./channel.js";
import { browserEnvironment } from "./environment.js";
import { takeFrame } from "./line-frames.js";
import { Lines } from "./lines.js";
import { Link } from "./link.js";
import type { LinkOwner } from "./link-owner.js";
import { createSocketLoader } from "./own-sockets.js";
import { createRequest } from "./request.js";
import { createPauses, type Pauses } from "./retry.js";
import { createTokens, type Tokens } from "./tokens.js";
import { createUsers, type Users } from "./users.js";

/** Everything through which one chat reaches the server and the page around it. */
export class Transport implements LinkOwner, Uploader {
  declare readonly env: Environment;
  declare readonly tokens: Tokens;
  declare readonly pauses: Pauses;
  declare readonly rest: RestCalls;
  /** Schedules the calls of subscribers. */
  declare readonly soon: Schedule;
  declare readonly link: Link;
  declare readonly users: Users;
  declare readonly lines: Lines;
  /** The state of the link, as it is shown. */
  declare readonly state: Cell<LinkState>;
  declare readonly ready: () => Promise<void>;
  declare readonly config: Config;
  /** Called with every frame that arrives. */
  onFrame: (frame: ServerFrame) => void = () => {};
  /** Called when something has changed that rooms show: the connection, the user, the list. */
  onChange = () => {};

  constructor({ config, environment, getToken }: ClientOptions, createRest: (request: Request) => RestCalls) {
    this.config = config;
    this.env = { ...browserEnvironment(), ...environment };
    this.ready = environment?.socket ? () => Promise.resolve() : createSocketLoader(config, this.env);
    this.tokens = createTokens(getToken, this.env);
    this.pauses = createPauses(this.env);
    this.soon = batch(this.env.frame);
    this.state = cell(IDLE, this.soon);
    this.rest = createRest(createRequest(this.env, config.api, this.tokens, () => this.end("token")));
    this.link = new Link(this);
    this.users = createUsers(this.link);
    this.lines = new Lines(this.link, this.users);
  }

  open(protocols: string[]): SocketLike {
    return this.env.socket(`${this.config.socket}?batch=1`, protocols);
  }

  probe() {
    return this.rest.getMe();
  }

  take(frame: ServerFrame) {
    this.onFrame(frame);
    if (frame.type === "connection_established") this.users.up();
    takeFrame(this.env, this.lines, frame);
  }

  gone(why: ChatError) {
    if (why.status === 401) this.end("token");
    else this.lines.gone(why);
  }

  changed(to: LinkState) {
    if (this.link.live()) this.pauses.wake();
    else this.lines.down();
    this.state.set(to);
    this.onChange();
  }

  /** Loads the code that uploads files. */
  uploads() {
    return import("../upload/index.js");
  }

  failure(status: number, detail: string) {
    return new ChatError(status, detail);
  }

  /** Ends the connection for good. */
  end(reason: "signed_out" | "closed" | "token") {
    if (reason !== "token" || this.link.phase !== "e") this.link.close({ at: "ended", reason });
  }
}
