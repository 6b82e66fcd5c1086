import { MESSAGES_PAGE_MAX as CHUNK } from "../generated/facts.js";
import { CONNECTING_MS, GAP_PATIENCE_MS, HISTORY_PAGE, MAX_GAP, MAX_REREAD } from "../limits.js";
import { share } from "../share.js";
import { retryWhile } from "../transport/retry.js";
import type { Transport } from "../transport/transport.js";
import type { MessageQuery } from "../types/rest.js";
import type { RestMessage } from "../types/wire.js";
import type { Copy } from "./copies.js";
import { createQueue } from "./queue.js";
import { MessageWindow } from "./window.js";

/** What a history reports to its room. */
export interface HistoryEvents {
  /** Called with every message that is read, before it is shown. */
  read(message: RestMessage): void;
  /** Something that is shown has changed. */
  show(): void;
  /** The server refuses the reading for good. */
  gone(why: unknown): void;
}

/** The messages of one room and how they are read: one request at a time. */
export class History extends MessageWindow {
  #transport: Transport;
  #room: number;
  #events: HistoryEvents;
  #queue = createQueue();
  /** Stands for one opening of the room; null while it is closed. */
  #active: object | null = null;
  /** Stands for an absence whose newest chunk has not been read again yet. */
  #absence: object | null = null;
  /** Whether the first page is being read. */
  #loading = false;
  /** Ends the wait of the first page for the connection. */
  #connected = () => {};
  /** Cancels the filling of a gap that is due. */
  #cancelFill: (() => void) | null = null;

  constructor(transport: Transport, room: number, events: HistoryEvents) {
    super();
    this.#transport = transport;
    this.#room = room;
    this.#events = events;
  }

  /** Reads the first page, or goes on with what is there. */
  start() {
    this.#active = {};
    if (this.loaded) return;
    this.#retryWhileActive(async () => {
      await new Promise<void>((resolve) => {
        this.#connected = resolve;
        this.#transport.env.after(CONNECTING_MS, resolve);
      });
      this.#loading = true;
      // Meanwhile the messages around another one may have been shown.
      if (!this.loaded) await this.#showNewest();
    });
  }

  close() {
    this.#cancelFill?.();
    this.#active = this.#absence = this.#cancelFill = null;
    this.#loading = false;
  }

  /** The id of the message after which a connection should replay; undefined for no replay. */
  since(): number | undefined {
    const { atEnd, loaded } = this;
    if (loaded && atEnd) return this.messages().at(-1)?.id ?? 0;
  }

  /** Notes that everything arrives from here on; before, there was a time when it did not. */
  live(lastSeq: number) {
    this.#connected();
    this.saw(lastSeq);
    if (this.loaded || this.#loading) this.#reread();
    if (this.behind()) this.#fill();
    this.#events.show();
  }

  /** Whether everything shown is as the server has it, provided that the connection is live. */
  current(): boolean {
    return this.loaded && !this.#absence && !this.behind();
  }

  /** Takes messages that have arrived. */
  take(copies: readonly Copy[]) {
    this.add(copies);
    this.#fillSoon();
    this.#events.show();
  }

  /** Notes that a message with this number exists. A gap before it is filled soon. */
  expect(seq: number) {
    this.saw(seq);
    this.#fillSoon();
  }

  /** The functions of a `Room` that move through its history. */
  readonly moves = {
    older: this.#shared(async () => {
      const first = this.messages()[0];
      if (!first || this.base === 0) return;
      this.prepend(await this.#read({ before: first.id, limit: HISTORY_PAGE }));
    }),
    newer: this.#shared(async () => {
      const last = this.messages().at(-1);
      if (!last || this.atEnd) return;
      this.add(await this.#read({ after: last.id, limit: HISTORY_PAGE }), true);
    }),
    around: (id: number) =>
      this.#run(async () => {
        const messages = await this.#read({ around: id, limit: HISTORY_PAGE });
        this.reset(messages, (messages.at(-1)?.seq ?? 0) >= this.last);
      }),
    latest: this.#shared(async () => {
      if (!this.atEnd) await this.#showNewest();
    }),
  };

  /** Does something after everything that was begun before; while it is under way, further calls share it. */
  #shared(act: () => Promise<void>) {
    return share(() => this.#run(act));
  }

  /** Does something after everything that was begun before. */
  #run(act: () => Promise<void>) {
    return this.#queue(act).finally(() => this.#events.show());
  }

  async #read(query: MessageQuery): Promise<RestMessage[]> {
    const { messages, total } = await this.#transport.rest.listMessages(this.#room, query);
    this.saw(total);
    for (const message of messages) this.#events.read(message);
    return messages;
  }

  async #showNewest() {
    this.reset(await this.#read({ page: 1, page_size: HISTORY_PAGE }), true);
  }

  /** Does something in the background, again and again until it succeeds or the room is closed. */
  #retryWhileActive(act: () => Promise<void>) {
    const active = this.#active;
    const isActive = () => !!active && active === this.#active;
    this.#run(() => retryWhile(this.#transport.pauses, isActive, act)).catch(
      (error) => isActive() && this.#events.gone(error),
    );
  }

  /** Fills a gap if it is still there after a moment: messages may arrive out of order. */
  #fillSoon() {
    if (this.#cancelFill || !this.#active || !this.behind()) return;
    this.#cancelFill = this.#transport.env.after(GAP_PATIENCE_MS, () => {
      this.#cancelFill = null;
      if (this.behind()) this.#fill();
    });
  }

  /** Reads the messages between the last one shown and the newest one. */
  #fill() {
    this.#retryWhileActive(async () => {
      while (this.#active && this.behind()) {
        const { end, last } = this;
        if (last - end > MAX_GAP) return this.#showNewest();
        this.add(await this.#read({ after: this.since() ?? 0, limit: CHUNK }));
        this.#events.show();
        if (this.end === end) return;
      }
    });
  }

  /** Reads the shown messages again, newest first: edits and deletes are not replayed. */
  #reread() {
    const last = this.messages().at(-1);
    const isNewest = this.atEnd || !last;
    this.#absence = {};
    this.#rereadChunk(
      isNewest ? { page: 1, page_size: CHUNK } : { around: last.id, limit: CHUNK },
      this.#absence,
    );
  }

  /** Reads a chunk of the shown messages again, then the older ones. */
  #rereadChunk(query: MessageQuery, absence: object) {
    this.#retryWhileActive(async () => {
      const messages = await this.#read(query);
      this.add(messages);
      if (this.#absence === absence) this.#absence = null;
      const [first] = messages.sort((a, b) => a.seq - b.seq);
      if (!first || first.seq <= this.base + 1) return;
      const reread = this.end - first.seq + 1;
      if (reread < MAX_REREAD) this.#rereadChunk({ before: first.id, limit: CHUNK }, absence);
      else this.cut(reread);
    });
  }
}
