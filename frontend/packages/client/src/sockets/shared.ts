import { tokenUser } from "../transport/claims.js";
import { browserEnvironment } from "../transport/environment.js";
import type { Environment, SocketLike, TabChannel } from "../types/environment.js";
import type { ClientFrame, ServerFrame } from "../types/wire.js";
import { Hub } from "./hub.js";

/** A tab that leads the others answers within this time, or another one takes its place. */
const LEADER_WITHIN_MS = 1_000;

/** What a tab says to the one that leads. */
type Wish = { tab: string } & (
  | { open: [url: string, protocols: string[]] }
  | { send: ClientFrame }
  | { close: true }
);

/** What the tab that leads says to a tab, or to all if `to` is empty. */
interface News {
  to: string;
  /** A frame; without one, and if `isHeard` is not set, the socket is closed. */
  frame?: ServerFrame;
  /** Nothing but that the tab has been heard. */
  isHeard?: boolean;
}

/**
 * Makes an `Environment.socket` through which the tabs of one user share one socket, where the browser has locks and
 * channels between tabs. One tab leads and has the socket; when it is closed or dies, another one leads.
 */
export function sharedSocket(environment?: Partial<Environment>): Environment["socket"] {
  const env = { ...browserEnvironment(), ...environment };
  const all = new Map<string, Tabs>();
  return (url, protocols) => {
    const name = `roomcast socket ${url} ${tokenUser(protocols[1] ?? "")}`;
    const tabs = all.get(name) ?? new Tabs(env, name);
    all.set(name, tabs);
    return tabs.open(url, protocols);
  };
}

/** This tab among the tabs of a user. A lock says which tab leads, and a lock of each tab that it is there. */
class Tabs {
  #env: Environment;
  #hub: Hub;
  #me: string;
  #channel: TabChannel | null;
  #others = new Set<string>();
  #leads = false;
  /** Resolves when this tab has its own lock: before, the tab that leads would take it as dead. */
  #isThere: Promise<void> = Promise.resolve();
  /** This tab's end of the socket. */
  #mine: { socket: SocketLike; args: [string, string[]]; isHeard: boolean } | null = null;

  constructor(env: Environment, name: string) {
    this.#env = env;
    this.#me = env.uuid();
    this.#hub = new Hub(env, (to, frame) => this.#tell({ to, frame }));
    this.#channel = env.broadcast(name, (note) => this.#take(note as Wish | News));
    const forever = new Promise<void>(() => {});
    const lead = () => {
      this.#lead();
      return forever;
    };
    if (!this.#channel) return;
    this.#isThere = new Promise((resolve) => {
      env.lock(this.#me, () => {
        resolve();
        return forever;
      });
    });
    env.lock(name, lead);
  }

  /** Opens the socket, wherever it is. */
  open(...args: [url: string, protocols: string[]]): SocketLike {
    if (!this.#channel) return this.#env.socket(...args);
    const tab = this.#me;
    const socket: SocketLike = {
      readyState: 0,
      onopen: null,
      onmessage: null,
      onclose: null,
      send: (data) => this.#wish({ tab, send: JSON.parse(data) }),
      close: () => {
        if (this.#mine?.socket !== socket) return;
        this.#mine = null;
        this.#wish({ tab, close: true });
      },
    };
    const mine = { socket, args, isHeard: false };
    this.#mine = mine;
    this.#isThere.then(() => this.#mine === mine && this.#wish({ tab, open: args }));
    this.#env.after(LEADER_WITHIN_MS, () => this.#mine === mine && !mine.isHeard && this.#lead());
    return socket;
  }

  /** Leads from now on; the others open the socket again. */
  #lead() {
    if (this.#leads) return;
    const mine = this.#mine;
    this.#leads = true;
    this.#channel?.postMessage({ to: "" });
    if (mine?.isHeard) this.#hear({ to: "" });
    else if (mine) this.#serve({ tab: this.#me, open: mine.args });
  }

  #take(note: Wish | News) {
    if ("tab" in note) {
      if (this.#leads) this.#serve(note);
    } else if (!this.#leads && (!note.to || note.to === this.#me)) this.#hear(note);
  }

  #wish(wish: Wish) {
    if (this.#leads) this.#serve(wish);
    else this.#channel?.postMessage(wish);
  }

  #serve(wish: Wish) {
    const { tab } = wish;
    if (tab !== this.#me && !this.#others.has(tab)) {
      this.#others.add(tab);
      // The tab gives its lock back when it is closed or dies.
      this.#env.lock(tab, async () => {
        this.#others.delete(tab);
        this.#hub.close(tab);
      });
    }
    if ("send" in wish) return this.#hub.send(tab, wish.send);
    if ("close" in wish) return this.#hub.close(tab);
    this.#tell({ to: tab, isHeard: true });
    this.#hub.open(tab, ...wish.open);
  }

  #tell(news: News) {
    const { to } = news;
    if (to !== this.#me && this.#others.size) this.#channel?.postMessage(news);
    if (!to || to === this.#me) this.#hear(news);
  }

  #hear({ to, frame, isHeard }: News) {
    const mine = this.#mine;
    if (!mine) return;
    const socket = mine.socket as { -readonly [K in keyof SocketLike]: SocketLike[K] };
    if (to) mine.isHeard = true;
    if (isHeard) return;
    if (frame) {
      socket.readyState = 1;
      socket.onmessage?.({ data: JSON.stringify(frame) });
      return;
    }
    this.#mine = null;
    socket.readyState = 3;
    socket.onclose?.({ code: 1006, reason: "" });
  }
}
