import type { Context } from "./context.js";
import { asChatError, ChatError } from "./error.js";
import { KNOWN_MS } from "./limits.js";
import type { Environment, LocalEntry, LocalKey, OutboxStorage, Outgoing, StoredEntry } from "./types.js";
import { uploadFile } from "./upload.js";
import type { Message, MessageBody } from "./wire.js";

/** A storage that is open; `name` is the same in every tab of the user. */
export interface Opened {
  storage: OutboxStorage;
  name: string;
  entries: readonly StoredEntry[];
}

/** Unsent messages: kept in a storage, sent one at a time in each room, by whichever tab comes first. */
export interface Outbox {
  /** In the order of sending. */
  entries(room: number): LocalEntry[];
  send(room: number, outgoing: Outgoing): LocalKey;
  retry(key: LocalKey): void;
  discard(key: LocalKey): void;
  /** The server's copy is here. Answers the entry that it stands for, if there was one. */
  settle(key: LocalKey): LocalEntry | undefined;
  stop(): void;
}

interface Item {
  stored: StoredEntry;
  entry: LocalEntry;
  /** Resolves to whether it is stored. */
  saved: Promise<true | undefined>;
  /** Aborted when it is no longer to be sent. */
  over: AbortController;
}

/** What became of the first message of a room: none there, go on, or wait because of an error. */
type Outcome = "empty" | "next" | ChatError;

/**
 * @param onChange the entries of a room have changed
 * @param onSent the server has answered with its copy
 */
export function createOutbox(
  { env, naps, opened, rest, trouble }: Context,
  onChange: (room: number) => void,
  onSent: (room: number, message: Message) => void,
): Outbox {
  const items = new Map<LocalKey, Item>();
  const draining = new Set<number>();
  let channel: ReturnType<Environment["broadcast"]> | null = null;
  let newest = 0;
  let stopped = false;

  const ofRoom = (room: number) =>
    [...items.values()]
      .filter((item) => item.stored.room === room)
      .sort((a, b) => a.stored.createdAt - b.stored.createdAt);

  const show = (item: Item, change: Partial<LocalEntry>) => {
    item.entry = { ...item.entry, progress: undefined, error: undefined, ...change };
    onChange(item.stored.room);
  };

  /** Tells the other tabs once it is stored. */
  const save = async (item: Item, value: StoredEntry | undefined) => {
    const { key } = item.stored;
    const before = item.saved;
    item.saved = opened.then(async ({ storage }) => {
      await before;
      // A full disk, a private window: it is sent all the same, but does not survive a reload.
      return storage.put(key, value).then(() => true as const, trouble);
    });
    if (await item.saved) channel?.postMessage(key);
  };

  const change = (item: Item, to: Partial<StoredEntry>) => {
    item.stored = { ...item.stored, ...to };
    return save(item, item.stored);
  };

  const fail = (item: Item, error: ChatError) => {
    void change(item, { failed: [error.status, error.detail, error.message] });
    show(item, { state: "failed", error });
  };

  const insert = (stored: StoredEntry): Item => {
    const { key, room, createdAt, outgoing, failed } = stored;
    const entry: LocalEntry = {
      kind: "local",
      key,
      outgoing,
      createdAt,
      state: failed ? "failed" : "queued",
      error: failed && new ChatError(...failed),
    };
    const over = new AbortController();
    const item = { stored, entry, saved: Promise.resolve<true | undefined>(true), over };
    items.set(key, item);
    newest = Math.max(newest, createdAt);
    onChange(room);
    void drain(room);
    return item;
  };

  /** Takes an entry out of sight; it stays stored. */
  const drop = (item: Item) => {
    items.delete(item.stored.key);
    item.over.abort();
    onChange(item.stored.room);
  };

  const remove = (item: Item) => {
    drop(item);
    void save(item, undefined);
  };

  const send = (room: number, outgoing: Outgoing) => {
    const key = env.uuid();
    // No two at the same time: it is their order.
    const item = insert({ key, room, createdAt: Math.max(env.now(), newest + 1), outgoing });
    void save(item, item.stored);
    return key;
  };

  const firstQueued = (room: number) => ofRoom(room).find(({ entry }) => entry.state === "queued");

  /** Sends a room's messages one after another until none is waiting. */
  async function drain(room: number) {
    if (draining.has(room)) return;
    draining.add(room);
    let attempt = 0;
    const { name } = await opened;
    for (;;) {
      const outcome = await env.exclusively(`${name}:${room}`, () => sendFirst(room));
      if (outcome === "next") attempt = 0;
      else if (outcome !== "empty") await naps.nap(attempt++, outcome);
      // One may have come while the lock was given back.
      else if (stopped || !firstQueued(room)) break;
    }
    draining.delete(room);
  }

  async function sendFirst(room: number): Promise<Outcome> {
    const item = firstQueued(room);
    if (!item || stopped) return "empty";
    const { key } = item.stored;
    // Another tab may have sent or discarded it.
    if (await item.saved) await look(key);
    if (items.get(key) !== item) return "next";
    if (env.now() - item.stored.createdAt > KNOWN_MS) {
      fail(item, new ChatError(0, "too_old"));
      return "next";
    }
    try {
      if (item.stored.outgoing.file) await uploadOf(item);
      show(item, { state: "sending" });
      const sent = rest.sendMessage(room, bodyOf(item.stored));
      sent.catch(() => {});
      const gone = new Promise<void>((resolve) => {
        item.over.signal.onabort = () => resolve();
      });
      const message = await Promise.race([sent, gone]);
      if (message) onSent(room, message);
      if (items.get(key) === item) remove(item);
      return "next";
    } catch (error) {
      return refused(item, error);
    }
  }

  const refused = (item: Item, error: unknown): Outcome => {
    if (item.over.signal.aborted) return "next";
    const problem = asChatError(error);
    if (!problem.retryable && problem.status !== 401) {
      fail(item, problem);
      return "next";
    }
    show(item, { state: "queued", error: problem });
    return problem;
  };

  async function uploadOf(item: Item) {
    const { file, ...others } = item.stored.outgoing;
    if (!file) return;
    const onProgress = (sent: number, total: number) =>
      show(item, { state: "uploading", progress: total ? sent / total : 0 });
    onProgress(0, 1);
    const uploaded = await uploadFile(env, rest, file.blob, file.name, {
      signal: item.over.signal,
      onProgress,
    });
    if (file.fragment) uploaded.file_url += `#${file.fragment}`;
    const isImage = /^image\/(?!svg)/.test(file.blob.type);
    const message_type = others.message_type ?? (isImage ? "image" : "file");
    await change(item, { outgoing: { ...others, uploaded, message_type } });
  }

  /** Brings an entry to what is stored of it. */
  const look = async (key: LocalKey) => {
    const item = items.get(key);
    const { storage } = await opened;
    const stored = (await storage.get(key).catch(() => item?.stored)) as StoredEntry | undefined;
    if (item && stored && !stored.failed === !item.stored.failed) return;
    if (item) drop(item);
    if (stored) insert(stored);
  };

  void opened.then(({ name, entries }) => {
    if (stopped) return;
    channel = env.broadcast(name, (key) => void look(String(key)));
    for (const entry of entries) insert(entry);
  });

  return {
    entries: (room) => ofRoom(room).map((item) => item.entry),
    send,
    retry(key) {
      const item = items.get(key);
      if (item?.entry.state !== "failed") return;
      remove(item);
      send(item.stored.room, item.stored.outgoing);
    },
    discard(key) {
      const item = items.get(key);
      if (item) remove(item);
    },
    settle(key) {
      const item = items.get(key);
      if (item) remove(item);
      return item?.entry;
    },
    stop() {
      stopped = true;
      channel?.close();
    },
  };
}

function bodyOf({ key, outgoing }: StoredEntry): MessageBody {
  const { content, message_type, reply_to, uploaded } = outgoing;
  return { content, message_type, reply_to, ...uploaded, client_message_id: key };
}
