import { type Cell, cell } from "../cell.js";
import { DRAFT_PREFIX } from "../limits.js";
import { tokenUser } from "../transport/claims.js";
import { retryWhile } from "../transport/retry.js";
import type { Transport } from "../transport/transport.js";
import type { ClientOptions } from "../types/chat.js";
import type { OutboxStorage, StoredEntry } from "../types/storage.js";
import type { Me } from "../types/wire.js";
import { memoryStorage, openStorage } from "./storage.js";

/** A storage that is open. */
export interface Opened {
  storage: OutboxStorage;
  /** A name that every tab of the user has in common. */
  name: string;
  /** The unsent messages that were in it. */
  entries: readonly StoredEntry[];
}

/** The user of one chat, from the first use of the chat to its end. */
export class Session {
  /** The user; null until the server has named them. */
  declare readonly me: Cell<Me | null>;
  /** The user's storage, once it is open. */
  declare readonly opened: Promise<Opened>;
  #transport: Transport;
  #options: ClientOptions;
  #storage: OutboxStorage | null = null;
  #resolveOpened: (opened: Opened) => void = () => {};
  #active = false;
  #unlisten = () => {};

  constructor(transport: Transport, options: ClientOptions) {
    this.#transport = transport;
    this.#options = options;
    this.me = cell<Me | null>(null, transport.soon);
    this.opened = new Promise((resolve) => {
      this.#resolveOpened = resolve;
    });
  }

  /** Whether a user is the user of this chat. */
  readonly isMe = (user: { id: number }) => user.id === this.me.get()?.id;

  /** Starts everything that runs once: asking who the user is, opening the storage, hearing the page's signals. */
  start() {
    const transport = this.#transport;
    if (this.#active || transport.phase === "e") return;
    this.#active = true;
    this.#unlisten = transport.env.listen((signal) => {
      transport.signal(signal);
      if (signal !== "hidden" && signal !== "offline") this.#transport.pauses.wake();
    });
    this.#begin();
  }

  reconnect() {
    if (!this.#active) return;
    this.#transport.retry();
    this.#begin();
    this.#transport.pauses.wake();
  }

  /** Ends the session, and deletes what is stored of the user if `erase`. */
  async close(erase: boolean) {
    this.#active = false;
    this.#unlisten();
    if (erase) await this.#storage?.erase().catch(this.report);
    this.#storage?.close();
  }

  /** Tells the developer of something that needs no reaction. */
  diagnose(text: string, error?: unknown) {
    this.#options.onDiagnostic?.(text, error);
  }

  /** Tells the developer of an error that is not the user's. */
  report = (error: unknown): undefined => {
    this.diagnose(String(error), error);
  };

  #begin() {
    this.#readMe().catch(this.report);
    this.#openStorage().catch(this.report);
  }

  /** Opens the storage of the user whom the token names, unless it is open. */
  async #openStorage() {
    if (this.#storage) return;
    const { config, env, pauses, tokens } = this.#transport;
    const token = await retryWhile(pauses, () => this.#active, tokens.get);
    const name = `roomcast ${config.api} ${tokenUser(token)}`;
    const { indexedDB } = env;
    const wanted = this.#options.storage ?? (indexedDB && openStorage(indexedDB, name).catch(this.report));
    let storage = (wanted !== "memory" && (await wanted)) || memoryStorage();
    const stored = await storage.all().catch((error) => {
      this.report(error);
      storage = memoryStorage();
      return [];
    });
    this.#storage = storage;
    const all = stored.filter(([key]) => !key.startsWith(DRAFT_PREFIX));
    this.#resolveOpened({ storage, name, entries: all.map(([, value]) => value as StoredEntry) });
  }

  async #readMe() {
    const { pauses, rest } = this.#transport;
    if (this.me.get()) return;
    this.me.set(await retryWhile(pauses, () => this.#active, rest.getMe));
    this.#transport.onChange();
  }
}
