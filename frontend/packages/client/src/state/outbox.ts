import { asChatError, ChatError } from "../error.js";
import { IDEMPOTENCY_MS } from "../generated/facts.js";
import { CLOCK_MARGIN_MS } from "../limits.js";
import type { Transport } from "../transport/transport.js";
import type { TabChannel } from "../types/environment.js";
import type { StoredEntry } from "../types/storage.js";
import type { LocalEntry, LocalKey, Outgoing } from "../types/timeline.js";
import type { Message } from "../types/wire.js";
import { uploadAttachment } from "./outbox/attachment.js";
import { bodyOf, type Item, itemOf } from "./outbox/item.js";
import type { Opened, Session } from "./session.js";

/** Sends unsent messages: one at a time in each room, by whichever tab of the user comes first. */
export class Outbox {
  #transport: Transport;
  #opened: Promise<Opened>;
  #report: (error: unknown) => undefined;
  #onChange: (room: number) => void;
  #onSent: (room: number, message: Message) => void;
  #items = new Map<LocalKey, Item>();
  /** The latest time of an item. */
  #newest = 0;
  /** The channel to the other tabs. */
  #channel: TabChannel | null = null;
  /** The rooms whose messages are being sent. */
  #draining = new Set<number>();
  #stopped = false;

  /**
   * @param onChange called with the room whose entries have changed
   * @param onSent called with the server's copy of a message sent from here
   */
  constructor(
    transport: Transport,
    { opened, report }: Session,
    onChange: (room: number) => void,
    onSent: (room: number, message: Message) => void,
  ) {
    this.#transport = transport;
    this.#opened = opened;
    this.#report = report;
    this.#onChange = onChange;
    this.#onSent = onSent;
    this.#start();
  }

  /** The unsent messages of a room in the order of sending. */
  entries(room: number): LocalEntry[] {
    return this.#of(room).map(({ entry }) => entry);
  }

  /** Sends a message. Returns the key of its entry. */
  send(room: number, outgoing: Outgoing): LocalKey {
    const { env } = this.#transport;
    const key = env.uuid();
    // No two items have the same time: it is their order.
    const createdAt = Math.max(env.now(), this.#newest + 1);
    this.#save(this.#insert({ key, room, createdAt, outgoing }));
    return key;
  }

  /** Sends a failed message as a new one. */
  readonly retry = (key: LocalKey) => {
    const item = this.#items.get(key);
    if (item?.entry.state !== "failed") return;
    this.#remove(item);
    this.send(item.stored.room, item.stored.outgoing);
  };

  /** Removes the entry of a message that the server has, or that is not wanted any more. Returns the entry. */
  readonly end = (key: LocalKey): LocalEntry | undefined => {
    const item = this.#items.get(key);
    if (item) this.#remove(item);
    return item?.entry;
  };

  close() {
    this.#stopped = true;
    this.#channel?.close();
    this.#channel = null;
  }

  /** Sends the messages that are stored, and follows what the other tabs do. */
  async #start() {
    const { name, entries } = await this.#opened;
    if (this.#stopped) return;
    this.#channel = this.#transport.env.broadcast(name, (key) => this.#reload(key as LocalKey));
    for (const entry of entries) this.#insert(entry);
  }

  /** Replaces an item by what is stored of it: another tab may have sent, discarded or added it. */
  async #reload(key: LocalKey) {
    const item = this.#items.get(key);
    const { storage } = await this.#opened;
    const stored = (await storage.get(key).catch(() => item?.stored)) as StoredEntry | undefined;
    if (item && stored && !stored.failed === !item.stored.failed) return;
    if (item) this.#drop(item);
    if (stored) this.#insert(stored);
  }

  /** Sends a room's messages one after another until none is waiting; one tab of the user at a time. */
  async #drain(room: number) {
    const { env, pauses } = this.#transport;
    if (this.#draining.has(room)) return;
    this.#draining.add(room);
    let attempt = 0;
    const { name } = await this.#opened;
    while (this.#firstQueued(room)) {
      const problem = await env.lock(`${name}:${room}`, () => this.#sendFirst(room));
      if (problem) await pauses.pause(attempt++, problem);
      else attempt = 0;
    }
    this.#draining.delete(room);
  }

  /** Deals with the first message of a room. Resolves to an error if the message has to be sent again. */
  async #sendFirst(room: number): Promise<ChatError | undefined> {
    const item = this.#firstQueued(room);
    if (!item) return;
    const { key, createdAt } = item.stored;
    if (await item.saved) await this.#reload(key);
    if (this.#items.get(key) !== item) return;
    if (this.#transport.env.now() - createdAt > IDEMPOTENCY_MS - CLOCK_MARGIN_MS) {
      return this.#fail(item, new ChatError(0, "too_old"));
    }
    try {
      await this.#upload(item);
      this.#show(item, { state: "sending" });
      const sent = this.#transport.rest.sendMessage(room, bodyOf(item.stored));
      const message = await unlessAborted(item.over.signal, sent);
      if (message) this.#onSent(room, message);
      if (this.#items.get(key) === item) this.#remove(item);
    } catch (error) {
      return this.#refused(item, asChatError(error));
    }
  }

  /** Decides what follows an error: another attempt, or that the message has failed. Returns it for an attempt. */
  #refused(item: Item, error: ChatError): ChatError | undefined {
    if (item.over.signal.aborted) return;
    if (!error.retryable && error.status !== 401) return this.#fail(item, error);
    this.#show(item, { state: "queued", error });
    return error;
  }

  #fail(item: Item, error: ChatError): undefined {
    this.#save(item, { failed: [error.status, error.detail, error.message] });
    this.#show(item, { state: "failed", error });
  }

  /** Uploads the file of an item, if it has one that is not uploaded. */
  async #upload(item: Item) {
    const { env, rest } = this.#transport;
    const show = (change: Partial<LocalEntry>) => this.#show(item, change);
    const outgoing = await uploadAttachment(env, rest, item.stored.outgoing, item.over.signal, show);
    if (outgoing) await this.#save(item, { outgoing });
  }

  /** The items of a room in the order of sending. */
  #of(room: number): Item[] {
    return [...this.#items.values()]
      .filter(({ stored }) => stored.room === room)
      .sort((a, b) => a.stored.createdAt - b.stored.createdAt);
  }

  /** The first item of a room that waits to be sent. */
  #firstQueued(room: number): Item | undefined {
    if (!this.#stopped) return this.#of(room).find(({ entry }) => entry.state === "queued");
  }

  /** Adds the item of a message that is stored, or about to be, and sends what waits in its room. */
  #insert(stored: StoredEntry): Item {
    const { room } = stored;
    const item = itemOf(stored);
    this.#items.set(stored.key, item);
    this.#newest = Math.max(this.#newest, stored.createdAt);
    this.#onChange(room);
    this.#drain(room);
    return item;
  }

  /** Changes how an item is shown. */
  #show(item: Item, change: Partial<LocalEntry>) {
    item.entry = { ...item.entry, progress: undefined, error: undefined, ...change };
    this.#onChange(item.stored.room);
  }

  /** Takes an item out of sight; it stays stored. */
  #drop({ stored, over }: Item) {
    this.#items.delete(stored.key);
    over.abort();
    this.#onChange(stored.room);
  }

  /** Removes an item here and from the storage. */
  #remove(item: Item) {
    this.#drop(item);
    this.#write(item, undefined);
  }

  /** Stores what an item has become. */
  #save(item: Item, change?: Partial<StoredEntry>): Promise<void> {
    item.stored = { ...item.stored, ...change };
    return this.#write(item, item.stored);
  }

  /** Writes to the storage after the item's earlier writes, and tells the other tabs. */
  async #write(item: Item, value: StoredEntry | undefined) {
    const { key } = item.stored;
    const before = item.saved;
    item.saved = this.#opened.then(async ({ storage }) => {
      await before;
      // A full disk or a private window: the message is sent all the same, but does not survive a reload.
      return storage.put(key, value).then(() => true, this.#report);
    });
    if (await item.saved) this.#channel?.postMessage(key);
  }
}

/** Resolves like `promise`, or to nothing as soon as `signal` is aborted. */
function unlessAborted<T>(signal: AbortSignal, promise: Promise<T>): Promise<T | undefined> {
  const aborted = new Promise<undefined>((resolve) => {
    signal.onabort = () => resolve(undefined);
  });
  return Promise.race([promise, aborted]);
}
