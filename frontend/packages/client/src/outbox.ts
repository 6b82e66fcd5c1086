import { ChatError } from "./error.js";
import { backOffMs } from "./retry.js";
import type {
  Diagnostic,
  Environment,
  LocalEntry,
  LocalKey,
  OutboxStorage,
  Outgoing,
  RestCalls,
  StoredEntry,
  Uploaded,
  UploadOptions,
} from "./types.js";
import type { Message, MessageBody } from "./wire.js";

/** The server knows a `client_message_id` for 24 hours; a little less, for its clock is another one. */
const KNOWN_MS = 24 * 3_600_000 - 300_000;
/** How long an entry that another tab has sent stays in sight without its message. */
const SENT_ELSEWHERE_MS = 30_000;

export interface OutboxOptions {
  env: Environment;
  rest: Pick<RestCalls, "sendMessage">;
  upload(file: Blob, name: string, options: UploadOptions): Promise<Uploaded>;
  /** The entries of a room have changed. */
  onChange(room: number): void;
  /** The server has answered with its copy. */
  onSent(room: number, message: Message): void;
  diagnose(diagnostic: Diagnostic): void;
}

/** Unsent messages: kept in a storage, sent one at a time in each room, by whichever tab comes first. */
export interface Outbox {
  /** From now on entries are kept there; `name` is the same in every tab of the user. */
  open(storage: OutboxStorage, name: string): Promise<void>;
  entries(room: number): readonly LocalEntry[];
  send(room: number, outgoing: Outgoing): LocalKey;
  retry(key: LocalKey): void;
  discard(key: LocalKey): void;
  /** The server's copy is here. Answers the entry that it stands for, if there was one. */
  settle(key: LocalKey): LocalEntry | undefined;
  /** Tries what is waiting now. */
  wake(): void;
  /** How many are not sent. */
  size(): number;
  stop(): void;
}

interface Item {
  stored: StoredEntry;
  entry: LocalEntry;
  /** Resolves once it is stored, or will not be. */
  saved: Promise<unknown>;
  cancel: AbortController;
  /** Resolves when the server's copy is seen. */
  settled: Promise<void>;
  settle(): void;
}

type Outcome = "empty" | "done" | ChatError;
type Told = { type: "changed" | "sent" | "discarded"; key: LocalKey };

export function createOutbox(options: OutboxOptions): Outbox {
  const { env } = options;
  const items = new Map<LocalKey, Item>();
  const draining = new Set<number>();
  const pauses = new Set<() => void>();
  let storage: OutboxStorage | null = null;
  let channel: { post(data: unknown): void; close(): void } | null = null;
  let lockName = env.uuid();
  let order = 0;
  let stopped = false;

  const ofRoom = (room: number) =>
    [...items.values()]
      .filter((item) => item.stored.room === room)
      .sort((a, b) => a.stored.createdAt - b.stored.createdAt || a.stored.order - b.stored.order);

  const show = (item: Item, change: Partial<LocalEntry>) => {
    item.entry = { ...item.entry, progress: undefined, error: undefined, ...change };
    options.onChange(item.stored.room);
  };

  const save = (item: Item) => {
    item.saved = item.saved.then(() => storage?.put(item.stored)).catch(() => undefined);
    return item.saved;
  };

  const tell = (type: Told["type"], key: LocalKey) => channel?.post({ type, key } satisfies Told);

  const insert = (stored: StoredEntry): Item => {
    let settle = () => {};
    const settled = new Promise<void>((resolve) => {
      settle = resolve;
    });
    const failed = stored.failed;
    const entry: LocalEntry = {
      kind: "local",
      key: stored.key,
      outgoing: stored.outgoing,
      createdAt: stored.createdAt,
      state: failed ? "failed" : "queued",
      error: failed && new ChatError(failed.status, failed.detail, failed.message),
    };
    const item = { stored, entry, saved: Promise.resolve(), cancel: new AbortController(), settled, settle };
    items.set(stored.key, item);
    order = Math.max(order, stored.order);
    if (!failed && env.now() - stored.createdAt > KNOWN_MS) fail(item, tooOld());
    options.onChange(stored.room);
    return item;
  };

  const remove = (item: Item) => {
    items.delete(item.stored.key);
    item.settle();
    options.onChange(item.stored.room);
    return item.saved.then(() => storage?.delete(item.stored.key)).catch(() => undefined);
  };

  const change = (item: Item, stored: Partial<StoredEntry>) => {
    item.stored = { ...item.stored, ...stored };
    void save(item).then(() => tell("changed", item.stored.key));
  };

  const fail = (item: Item, error: ChatError) => {
    const { status, detail, message } = error;
    change(item, { failed: { status, detail, message } });
    show(item, { state: "failed", error });
  };

  const queue = (room: number, outgoing: Outgoing, key: LocalKey) => {
    order += 1;
    const item = insert({ key, room, createdAt: env.now(), order, outgoing });
    change(item, {});
    void drain(room);
    return key;
  };

  /** Sends a room's messages one after another until none is waiting. */
  async function drain(room: number) {
    if (draining.has(room)) return;
    draining.add(room);
    let attempt = 0;
    while (!stopped) {
      const outcome = await env.exclusively(`${lockName}:${room}`, () => sendFirst(room));
      if (outcome === "empty") break;
      if (outcome === "done") attempt = 0;
      else {
        // Without a good token nothing helps but another one.
        await pause(outcome.status === 401 ? null : backOffMs(env, attempt, outcome));
        attempt += 1;
      }
    }
    draining.delete(room);
  }

  const pause = (ms: number | null) =>
    new Promise<void>((resolve) => {
      const go = () => {
        pauses.delete(go);
        cancel();
        resolve();
      };
      const cancel = ms === null ? () => undefined : env.after(ms, go);
      pauses.add(go);
    });

  async function sendFirst(room: number): Promise<Outcome> {
    const item = ofRoom(room).find((item) => item.entry.state === "queued");
    if (!item || stopped) return "empty";
    await item.saved;
    // Another tab may have sent or discarded it.
    const stored = storage ? await storage.get(item.stored.key) : item.stored;
    if (!stored || stored.failed) {
      sync(item.stored.key, stored);
      return "done";
    }
    if (!items.has(item.stored.key)) return "done";
    if (env.now() - item.stored.createdAt > KNOWN_MS) {
      fail(item, tooOld());
      return "done";
    }
    try {
      if (item.stored.outgoing.file) await uploadOf(item);
      show(item, { state: "sending" });
      const sent = options.rest.sendMessage(room, bodyOf(item.stored));
      const message = await Promise.race([sent, item.settled.then(() => null)]);
      sent.catch(() => undefined);
      if (message) options.onSent(room, message);
      if (items.get(item.stored.key) === item) await remove(item);
      tell("sent", item.stored.key);
      return "done";
    } catch (error) {
      return refused(item, error);
    }
  }

  const refused = (item: Item, error: unknown): Outcome => {
    if (!items.has(item.stored.key)) return "done"; // discarded meanwhile
    const problem = error instanceof ChatError ? error : new ChatError(0, "unexpected", String(error));
    if (problem.retryable || problem.status === 401) {
      show(item, { state: "queued", error: problem });
      return problem;
    }
    fail(item, problem);
    return "done";
  };

  async function uploadOf(item: Item) {
    const { file, ...rest } = item.stored.outgoing;
    if (!file) return;
    show(item, { state: "uploading", progress: 0 });
    const uploaded = await options.upload(file.blob, file.name, {
      signal: item.cancel.signal,
      onProgress: (sent, total) => show(item, { state: "uploading", progress: total ? sent / total : 0 }),
    });
    item.stored = { ...item.stored, outgoing: { ...rest, uploaded, message_type: typeOf(rest, file.blob) } };
    await save(item);
  }

  /** Brings an entry to what is stored of it. */
  const sync = (key: LocalKey, stored: StoredEntry | undefined) => {
    const item = items.get(key);
    if (item && (!stored || stored.failed || item.stored.failed)) {
      items.delete(key);
      options.onChange(item.stored.room);
    }
    if (!stored || items.has(key)) return;
    insert(stored);
    void drain(stored.room);
  };

  const hear = async (data: unknown) => {
    const { type, key } = data as Told;
    const item = items.get(key);
    if (type === "changed") sync(key, await storage?.get(key));
    else if (type === "sent" && item) {
      // Its message comes by the room's own connection; until then it stays in sight.
      show(item, { state: "sending" });
      env.after(SENT_ELSEWHERE_MS, () => {
        if (items.delete(key)) options.onChange(item.stored.room);
      });
    } else if (type === "discarded" && item) {
      items.delete(key);
      item.settle();
      options.onChange(item.stored.room);
    }
  };

  return {
    async open(where, name) {
      storage = where;
      lockName = name;
      channel = env.broadcast(name, (data) => void hear(data));
      const mine = [...items.values()];
      const stored = await where.entries();
      for (const entry of stored) if (!items.has(entry.key)) insert(entry);
      for (const item of mine) if (items.get(item.stored.key) === item) change(item, {});
      for (const room of new Set(stored.map((entry) => entry.room))) void drain(room);
    },
    entries: (room) => ofRoom(room).map((item) => item.entry),
    send: (room, outgoing) => queue(room, outgoing, env.uuid()),
    retry(key) {
      const item = items.get(key);
      if (item?.entry.state !== "failed") return;
      // One that the server may have forgotten goes out as a new message.
      const stale = env.now() - item.stored.createdAt > KNOWN_MS;
      const { room, outgoing } = item.stored;
      if (stale) {
        void remove(item);
        tell("discarded", key);
        queue(room, outgoing, env.uuid());
      } else {
        change(item, { failed: undefined });
        show(item, { state: "queued" });
        void drain(room);
      }
    },
    discard(key) {
      const item = items.get(key);
      if (!item) return;
      void remove(item);
      item.cancel.abort();
      tell("discarded", key);
    },
    settle(key) {
      const item = items.get(key);
      if (!item) return undefined;
      void remove(item);
      return item.entry;
    },
    wake() {
      for (const go of [...pauses]) go();
    },
    size: () => items.size,
    stop() {
      stopped = true;
      channel?.close();
      for (const go of [...pauses]) go();
    },
  };
}

const tooOld = () => new ChatError(0, "too_old", "not sent within a day");

const typeOf = (outgoing: Outgoing, blob: Blob) =>
  outgoing.message_type ?? (/^image\/(?!svg)/.test(blob.type) ? "image" : "file");

function bodyOf({ key, outgoing }: StoredEntry): MessageBody {
  const { content, message_type, reply_to, uploaded } = outgoing;
  return { content, message_type, reply_to: reply_to ?? undefined, ...uploaded, client_message_id: key };
}
