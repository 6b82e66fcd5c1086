import { cell } from "../cell.js";
import { share } from "../share.js";
import { tokenUser } from "../transport/claims.js";
import { retryWhile } from "../transport/retry.js";
import { takeSignal } from "../transport/signals.js";
import type { Transport } from "../transport/transport.js";
import type { ClientOptions } from "../types/chat.js";
import type { OutboxStorage, StoredEntry } from "../types/storage.js";
import type { Me } from "../types/wire.js";
import { createDrafts } from "./drafts.js";
import { memoryStorage, openStorage } from "./storage.js";

/** A storage that is open. */
export interface Opened {
  storage: OutboxStorage;
  /** A name that every tab of the user has in common. */
  name: string;
  /** The unsent messages that were in it. */
  entries: readonly StoredEntry[];
}

/** Opens and reads the storage of the user whom a token names; memory takes the place of one that fails. */
async function openKept(
  { config, env: { indexedDB } }: Transport,
  options: ClientOptions,
  token: string,
  report: (error: unknown) => void,
): Promise<Opened> {
  const name = `roomcast ${config.api} ${tokenUser(token)}`;
  const read = async (storage: OutboxStorage): Promise<Opened> => {
    const stored = (await storage.all()) as StoredEntry[];
    // Drafts have no `outgoing`.
    return { storage, name, entries: stored.filter(({ outgoing }) => outgoing) };
  };
  const { storage = indexedDB && openStorage(indexedDB, name) } = options;
  try {
    if (storage && storage !== "memory") return await read(await storage);
  } catch (error) {
    report(error);
  }
  return read(memoryStorage());
}

/** The user of one chat, from the first use of the chat to its end. */
export type Session = ReturnType<typeof createSession>;

/** Creates the user of one chat: nothing happens before `start`. */
export function createSession(transport: Transport, options: ClientOptions) {
  const { env, pauses, rest, tokens } = transport;
  /** The user; null until the server has named them. */
  const me = cell<Me | null>(null, transport.soon);
  let resolveOpened: (opened: Opened) => void = () => {};
  /** The user's storage, once it is open. */
  const opened = new Promise<Opened>((resolve) => {
    resolveOpened = resolve;
  });
  const drafts = createDrafts(env, opened);
  let kept: Promise<Opened> | null = null;
  let active = false;
  let unlisten = () => {};

  /** Tells the developer of something that needs no reaction. */
  const diagnose = (text: string, error?: unknown) => options.onDiagnostic?.(text, error);
  /** Tells the developer of an error that is not the user's. */
  const report = (error: unknown) => void diagnose(String(error), error);

  /** Opens the storage of the user whom the token names, unless it is open. */
  const open = async () => {
    if (kept) return;
    const token = await retryWhile(pauses, () => active, tokens.get);
    if (active) kept ??= openKept(transport, options, token, report);
    kept?.then(resolveOpened);
  };

  const readMe = share(async () => {
    if (me.get()) return;
    me.set(await retryWhile(pauses, () => active, rest.getMe));
    transport.onChange();
  });

  const begin = () => {
    for (const part of [readMe, open]) part().catch(report);
  };

  return {
    me,
    opened,
    drafts,
    diagnose,
    report,
    /** Whether a user is the user of this chat. */
    isMe: (user: { id: number }) => user.id === me.get()?.id,
    /** Starts everything that runs once: asking who the user is, opening the storage, hearing the page's signals. */
    start() {
      if (active || transport.link.phase === "e") return;
      active = true;
      unlisten = env.listen((signal) =>
        signal === "hidden" ? drafts.store() : takeSignal(transport, signal),
      );
      begin();
    },
    reconnect() {
      if (!active) return;
      transport.link.connect("retry");
      begin();
      pauses.wake();
    },
    /** Ends the session, and deletes what is stored of the user if `erase`. */
    async close(erase: boolean) {
      active = false;
      unlisten();
      const storage = await kept?.then(drafts.store);
      if (erase) await storage?.erase().catch(report);
      storage?.close();
    },
  };
}
