import type { Page } from "../types/rest.js";

/** Makes a function that reads a list page by page: its first page, or with `more` the next one. */
export function createPages<T>(
  read: (cursor: string | undefined) => Promise<Page<T>>,
  loaded: () => readonly T[],
  set: (items: readonly T[], hasMore: boolean) => void,
) {
  let cursor: string | null | undefined;
  return async (more: boolean) => {
    if (more && !cursor) return;
    const { items, next } = await read((more && cursor) || undefined);
    cursor = next;
    set(more ? [...loaded(), ...items] : items, !!next);
  };
}
