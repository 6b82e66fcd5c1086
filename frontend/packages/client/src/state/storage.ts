import { STORE_NAME } from "../limits.js";
import type { OutboxStorage } from "../types/storage.js";

/** A storage that lasts until the page is closed. */
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

/** The result of a request as a promise. */
function answer<T>(request: IDBRequest<T>): Promise<T> {
  return new Promise((resolve, reject) => {
    request.onsuccess = () => resolve(request.result);
    request.onerror = () => reject(request.error);
  });
}

/** Opens the IndexedDB database of one user. */
export async function openStorage(factory: IDBFactory, name: string): Promise<OutboxStorage> {
  const opening = factory.open(name, 1);
  opening.onupgradeneeded = () => opening.result.createObjectStore(STORE_NAME);
  const db = await answer(opening);
  const store = () => db.transaction(STORE_NAME).objectStore(STORE_NAME);
  const write = (change: (store: IDBObjectStore) => void) =>
    new Promise<void>((resolve, reject) => {
      const transaction = db.transaction(STORE_NAME, "readwrite");
      transaction.oncomplete = () => resolve();
      transaction.onabort = () => reject(transaction.error);
      change(transaction.objectStore(STORE_NAME));
    });
  return {
    async all() {
      const from = store();
      const keys = await answer(from.getAllKeys());
      const values = await answer(from.getAll());
      return keys.map((key, at) => [key as string, values[at]]);
    },
    get: (key) => answer(store().get(key)),
    put: (key, value) => write((to) => (value === undefined ? to.delete(key) : to.put(value, key))),
    erase: () => write((to) => to.clear()),
    close: () => db.close(),
  };
}
