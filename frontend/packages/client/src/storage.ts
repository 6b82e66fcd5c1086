import type { Diagnostic, OutboxStorage } from "./types.js";

/** Keeps values until the page goes. */
export function memoryStorage(): OutboxStorage {
  const kept = new Map<string, unknown>();
  return {
    all: async () => [...kept],
    get: async (key) => kept.get(key),
    put: async (key, value) => void (value === undefined ? kept.delete(key) : kept.set(key, value)),
    erase: async () => kept.clear(),
    close: () => {},
  };
}

const STORE = "kept";

function answer<T>(request: IDBRequest<T>): Promise<T> {
  return new Promise((resolve, reject) => {
    request.onsuccess = () => resolve(request.result);
    request.onerror = () => reject(request.error);
  });
}

/** Opens the database of one user. */
export async function openStorage(factory: IDBFactory, name: string): Promise<OutboxStorage> {
  const opening = factory.open(name, 1);
  opening.onupgradeneeded = () => opening.result.createObjectStore(STORE);
  const db = await answer(opening);
  const store = () => db.transaction(STORE).objectStore(STORE);
  const write = (change: (store: IDBObjectStore) => void) =>
    new Promise<void>((resolve, reject) => {
      const transaction = db.transaction(STORE, "readwrite");
      transaction.oncomplete = () => resolve();
      transaction.onabort = () => reject(transaction.error);
      change(transaction.objectStore(STORE));
    });
  return {
    async all() {
      const from = store();
      const [keys, values] = await Promise.all([answer(from.getAllKeys()), answer(from.getAll())]);
      return keys.map((key, at) => [String(key), values[at]]);
    },
    get: (key) => answer(store().get(key)),
    put: (key, value) => write((to) => (value === undefined ? to.delete(key) : to.put(value, key))),
    erase: () => write((to) => to.clear()),
    close: () => db.close(),
  };
}

/** A storage that goes on in memory once the other one fails: a full disk, a private window. */
export function withFallback(
  opening: Promise<OutboxStorage>,
  diagnose: (diagnostic: Diagnostic) => void,
): OutboxStorage {
  // Holds everything that the other one does, too.
  const memory = memoryStorage();
  let broken = false;
  const attempt = async <T>(act: (storage: OutboxStorage) => Promise<T>): Promise<T> => {
    if (!broken) {
      try {
        return await act(await opening);
      } catch (error) {
        broken = true;
        diagnose({ kind: "storage", text: "unsent messages will not survive a reload", error });
      }
    }
    return act(memory);
  };
  return {
    async all() {
      const all = await attempt((s) => s.all());
      for (const [key, value] of all) await memory.put(key, value);
      return all;
    },
    get: (key) => attempt((s) => s.get(key)),
    async put(key, value) {
      await memory.put(key, value);
      await attempt((s) => s.put(key, value));
    },
    erase: () => attempt((s) => s.erase()),
    close: () => void opening.then((storage) => storage.close()).catch(() => {}),
  };
}
