import type { Diagnostic, DraftState, OutboxStorage, StoredEntry } from "./types.js";

/** Keeps entries and drafts until the page goes. */
export function memoryStorage(): OutboxStorage {
  const entries = new Map<string, StoredEntry>();
  const drafts = new Map<number, DraftState>();
  return {
    entries: async () => [...entries.values()],
    get: async (key) => entries.get(key),
    put: async (entry) => void entries.set(entry.key, entry),
    delete: async (key) => void entries.delete(key),
    drafts: async () => [...drafts],
    putDraft: async (room, draft) => void (draft ? drafts.set(room, draft) : drafts.delete(room)),
    erase: async () => {
      entries.clear();
      drafts.clear();
    },
    close: () => undefined,
  };
}

const ENTRIES = "entries";
const DRAFTS = "drafts";

function answer<T>(request: IDBRequest<T>): Promise<T> {
  return new Promise((resolve, reject) => {
    request.onsuccess = () => resolve(request.result);
    request.onerror = () => reject(request.error);
  });
}

/** Opens the database of one user. */
export async function openStorage(factory: IDBFactory, name: string): Promise<OutboxStorage> {
  const opening = factory.open(name, 1);
  opening.onupgradeneeded = () => {
    opening.result.createObjectStore(ENTRIES, { keyPath: "key" });
    opening.result.createObjectStore(DRAFTS);
  };
  const db = await answer(opening);
  db.onversionchange = () => db.close();
  const read = <T>(store: string, ask: (store: IDBObjectStore) => IDBRequest<T>) =>
    answer(ask(db.transaction(store).objectStore(store)));
  const write = (store: string, change: (store: IDBObjectStore) => void) =>
    new Promise<void>((resolve, reject) => {
      const transaction = db.transaction(store, "readwrite");
      transaction.oncomplete = () => resolve();
      transaction.onabort = transaction.onerror = () => reject(transaction.error);
      change(transaction.objectStore(store));
    });
  return {
    entries: () => read(ENTRIES, (store) => store.getAll()),
    get: (key) => read(ENTRIES, (store) => store.get(key)),
    put: (entry) => write(ENTRIES, (store) => store.put(entry)),
    delete: (key) => write(ENTRIES, (store) => store.delete(key)),
    async drafts() {
      const [keys, values] = await Promise.all([
        read(DRAFTS, (store) => store.getAllKeys()),
        read(DRAFTS, (store) => store.getAll()),
      ]);
      return keys.map((key, at) => [Number(key), values[at]]);
    },
    putDraft: (room, draft) =>
      write(DRAFTS, (store) => (draft ? store.put(draft, room) : store.delete(room))),
    erase: async () => {
      await write(ENTRIES, (store) => store.clear());
      await write(DRAFTS, (store) => store.clear());
    },
    close: () => db.close(),
  };
}

/** A storage that goes on in memory once the other one fails: a full disk, a private window. */
export function withFallback(
  storage: OutboxStorage,
  diagnose: (diagnostic: Diagnostic) => void,
): OutboxStorage {
  // Holds everything that the other one does, too.
  const memory = memoryStorage();
  let broken = false;
  const attempt = async <T>(act: (storage: OutboxStorage) => Promise<T>): Promise<T> => {
    if (!broken) {
      try {
        return await act(storage);
      } catch (error) {
        broken = true;
        diagnose({ kind: "storage", text: "unsent messages will not survive a reload", error });
      }
    }
    return act(memory);
  };
  const both = async (act: (storage: OutboxStorage) => Promise<void>) => {
    await act(memory);
    await attempt(act);
  };
  return {
    async entries() {
      const entries = await attempt((s) => s.entries());
      for (const entry of entries) await memory.put(entry);
      return entries;
    },
    get: (key) => attempt((s) => s.get(key)),
    put: (entry) => both((s) => s.put(entry)),
    delete: (key) => both((s) => s.delete(key)),
    drafts: () => attempt((s) => s.drafts()),
    putDraft: (room, draft) => both((s) => s.putDraft(room, draft)),
    erase: () => both((s) => s.erase()),
    close: () => storage.close(),
  };
}
