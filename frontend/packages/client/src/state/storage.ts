import { STORE_NAME } from "../limits.js";
import type { OutboxStorage } from "../types/storage.js";

/** A storage that lasts until the page is closed. */
export function memoryStorage(): OutboxStorage {
  const kept = new Map<string, unknown>();
  return {
    all: async () => [...kept.values()],
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
  /** Does something with the store. Resolves when it is on the disk. */
  const run = <T>(mode: IDBTransactionMode, act: (store: IDBObjectStore) => IDBRequest<T>) =>
    new Promise<T>((resolve, reject) => {
      const transaction = db.transaction(STORE_NAME, mode);
      const request = act(transaction.objectStore(STORE_NAME));
      // What a page writes as its last must not wait for the page.
      transaction.commit();
      transaction.oncomplete = () => resolve(request.result);
      transaction.onabort = () => reject(transaction.error);
    });
  return {
    all: () => run("readonly", (store) => store.getAll()),
    get: (key) => run("readonly", (store) => store.get(key)),
    put: (key, value) =>
      run("readwrite", (store) =>
        value === undefined ? store.delete(key) : (store.put(value, key) as IDBRequest),
      ),
    erase: () => run("readwrite", (store) => store.clear()),
    close: () => db.close(),
  };
}
