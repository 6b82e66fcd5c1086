import { MESSAGES_PAGE_MAX as CHUNK } from "../generated/facts.js";
import { CONNECTING_MS, GAP_PATIENCE_MS, HISTORY_PAGE, MAX_GAP, MAX_REREAD_CHUNKS } from "../limits.js";
import { retryWhile } from "../transport/retry.js";
import type { Transport } from "../transport/transport.js";
import type { MessageQuery } from "../types/rest.js";
import type { RestMessage } from "../types/wire.js";
import type { Copy } from "./copies.js";
import { Queue } from "./queue.js";
import { MessageWindow } from "./window.js";

/** What a history reports to its room. */
export interface HistoryEvents {
  /** Called with every message that is read, before it is shown. */
  onRead(message: RestMessage): void;
  /** Something that is shown has changed. */
  onChange(): void;
  /** The server refuses the reading for good. */
  onProblem(error: unknown): void;
}

/** The messages of one room and how they are read: one request at a time. */
export class History {
  readonly window = new MessageWindow();
  #transport: Transport;
  #room: number;
  #events: HistoryEvents;
  #queue = new Queue();
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
    this.#transport = transport;
    this.#room = room;
    this.#events = events;
  }

  /** Reads the first page, or goes on with what is there. */
  start() {
    this.#active = {};
    if (this.window.loaded) return;
    this.#retryWhileActive(async () => {
      await new Promise<void>((resolve) => {
        this.#connected = resolve;
        this.#transport.env.after(CONNECTING_MS, resolve);
      });
      this.#loading = true;
      await this.#showNewest();
    });
  }

  stop() {
    this.#cancelFill?.();
    this.#active = this.#absence = this.#cancelFill = null;
    this.#loading = false;
  }

  /** The id of the message after which a connection should replay; undefined for no replay. */
  since(): number | undefined {
    const { attached, loaded } = this.window;
    if (loaded && attached) return this.window.messages().at(-1)?.id ?? 0;
  }

  /** Notes that everything arrives from here on. `absent` tells whether there was a time when it did not. */
  live(absent: boolean, lastSeq: number) {
    this.#connected();
    this.window.sawLast(lastSeq);
    if (absent && (this.window.loaded || this.#loading)) this.#reread();
    if (this.window.behind()) this.#fill();
    this.#events.onChange();
  }

  /** Whether everything shown is as the server has it, provided that the connection is live. */
  isCurrent(): boolean {
    return this.window.loaded && !this.#absence && !this.window.behind();
  }

  /** Takes messages that have arrived. */
  add(copies: readonly Copy[]) {
    this.window.add(copies);
    this.#fillSoon();
    this.#events.onChange();
  }

  /** Notes that a message with this number exists. */
  sawLast(seq: number) {
    this.window.sawLast(seq);
    this.#fillSoon();
  }

  /** The functions of a `Room` that move through its history. */
  readonly moves = {
    older: this.#shared(async () => {
      const first = this.window.messages()[0];
      if (!first || this.window.base === 0) return;
      this.window.prepend(await this.#read({ before: first.id, limit: HISTORY_PAGE }));
    }),
    newer: this.#shared(async () => {
      const last = this.window.messages().at(-1);
      if (!last || this.window.attached) return;
      this.window.add(await this.#read({ after: last.id, limit: HISTORY_PAGE }), true);
    }),
    around: (id: number) =>
      this.#queue
        .add(async () => {
          const messages = await this.#read({ around: id, limit: HISTORY_PAGE });
          this.window.reset(messages, (messages.at(-1)?.seq ?? 0) >= this.window.last);
        })
        .finally(() => this.#events.onChange()),
    latest: this.#shared(async () => {
      if (!this.window.attached) await this.#showNewest();
    }),
  };

  #shared(act: () => Promise<void>) {
    return this.#queue.share(() => act().finally(() => this.#events.onChange()));
  }

  async #read(query: MessageQuery): Promise<RestMessage[]> {
    const { messages, total } = await this.#transport.rest.listMessages(this.#room, query);
    this.window.sawLast(total);
    messages.forEach(this.#events.onRead);
    return messages;
  }

  async #showNewest() {
    this.window.reset(await this.#read({ page: 1, page_size: HISTORY_PAGE }), true);
  }

  /** Does something in the background, again and again until it succeeds or the room is closed. */
  #retryWhileActive(act: () => Promise<void>) {
    const active = this.#active;
    const isActive = () => !!active && active === this.#active;
    this.#queue
      .add(() => retryWhile(this.#transport.pauses, isActive, act))
      .catch((error) => isActive() && this.#events.onProblem(error))
      .finally(() => this.#events.onChange());
  }

  /** Fills a gap if it is still there after a moment: messages may arrive out of order. */
  #fillSoon() {
    if (this.#cancelFill || !this.#active || !this.window.behind()) return;
    this.#cancelFill = this.#transport.env.after(GAP_PATIENCE_MS, () => {
      this.#cancelFill = null;
      if (this.window.behind()) this.#fill();
    });
  }

  /** Reads the messages between the last one shown and the newest one. */
  #fill() {
    this.#retryWhileActive(async () => {
      while (this.#active && this.window.behind()) {
        const { end, last } = this.window;
        if (last - end > MAX_GAP) return this.#showNewest();
        const after = this.window.messages().at(-1)?.id ?? 0;
        this.window.add(await this.#read({ after, limit: CHUNK }));
        this.#events.onChange();
        if (this.window.end === end) return;
      }
    });
  }

  /** Reads the shown messages again, newest first: edits and deletes are not replayed. */
  #reread() {
    const last = this.window.messages().at(-1);
    const isNewest = this.window.attached || !last;
    this.#absence = {};
    this.#rereadChunk(
      isNewest ? { page: 1, page_size: CHUNK } : { around: last.id, limit: CHUNK },
      this.#absence,
    );
  }

  /** Reads a chunk of the shown messages again, then the older ones. */
  #rereadChunk(query: MessageQuery, absence: object, chunks = 1) {
    this.#retryWhileActive(async () => {
      const messages = await this.#read(query);
      this.window.add(messages);
      if (this.#absence === absence) this.#absence = null;
      const [first] = messages.sort((a, b) => a.seq - b.seq);
      if (!first || first.seq <= this.window.base + 1) return;
      if (chunks < MAX_REREAD_CHUNKS)
        this.#rereadChunk({ before: first.id, limit: CHUNK }, absence, chunks + 1);
      else this.window.trim(this.window.end - first.seq + 1);
    });
  }
}
