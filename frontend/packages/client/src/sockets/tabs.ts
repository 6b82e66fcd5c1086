import type { Environment, SocketLike, TabChannel } from "../types/environment.js";
import { createLeader } from "./leader.js";
import { LEADER_WITHIN_MS } from "./limits.js";
import type { News, Wish } from "./notes.js";
import { createTabSocket, type TabSocket } from "./tab-socket.js";

/** This tab among the tabs of a user. A lock says which tab leads, and a lock of each tab that it is there. */
export class Tabs {
  #env: Environment;
  #me: string;
  #channel: TabChannel | null;
  #serve: (wish: Wish) => void;
  #leads = false;
  /** Resolves when this tab has its own lock: before, the tab that leads would take it as dead. */
  #isThere: Promise<void>;
  /** This tab's end of the socket. */
  #mine: TabSocket | null = null;
  #open: Wish | null = null;

  constructor(env: Environment, name: string) {
    this.#env = env;
    this.#me = env.uuid();
    this.#channel = env.broadcast(name, (note) => this.#take(note as Wish | News));
    this.#serve = createLeader(env, this.#me, (news) => this.#channel?.postMessage(news), this.#hear);
    const forever = new Promise<void>(() => {});
    const hold = (lock: string, then: () => void) =>
      env.lock(lock, () => {
        then();
        return forever;
      });
    this.#isThere = new Promise((resolve) => this.#channel && hold(this.#me, resolve));
    if (this.#channel) hold(name, this.#lead);
  }

  /** Opens the socket, wherever it is. */
  open(...open: [url: string, protocols: string[]]): SocketLike {
    if (!this.#channel) return this.#env.socket(...open);
    const tab = this.#me;
    const mine = createTabSocket(
      (send) => this.#wish({ tab, send }),
      () => {
        if (this.#mine !== mine) return;
        this.#mine = null;
        this.#wish({ tab, close: true });
      },
    );
    this.#mine = mine;
    this.#open = { tab, open };
    this.#isThere.then(() => this.#mine === mine && this.#wish({ tab, open }));
    this.#env.after(LEADER_WITHIN_MS, () => this.#mine === mine && !mine.isHeard() && this.#lead());
    return mine.socket;
  }

  /** Leads from now on; the others open the socket again. */
  #lead = () => {
    if (this.#leads) return;
    this.#leads = true;
    this.#channel?.postMessage({ to: "" });
    if (this.#mine?.isHeard()) this.#hear({ to: "" });
    else if (this.#mine && this.#open) this.#serve(this.#open);
  };

  #take(note: Wish | News) {
    if ("tab" in note) {
      if (this.#leads) this.#serve(note);
    } else if (!this.#leads && (!note.to || note.to === this.#me)) this.#hear(note);
  }

  #wish(wish: Wish) {
    if (this.#leads) this.#serve(wish);
    else this.#channel?.postMessage(wish);
  }

  #hear = (news: News) => {
    const mine = this.#mine;
    if (!mine?.hear(news)) return;
    this.#mine = null;
    mine.end();
  };
}
