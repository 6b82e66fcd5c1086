import type { Page } from "./types.js";

/** Reads a list page by page: from its beginning, or `more` of it. */
export function pages<T>(
  read: (cursor: string | undefined) => Promise<Page<T>>,
  before: () => readonly T[],
  set: (items: readonly T[], hasMore: boolean) => void,
) {
  let cursor: string | null = null;
  return async (more: boolean) => {
    if (more && !cursor) return;
    const page = await read((more && cursor) || undefined);
    cursor = page.next;
    set(more ? [...before(), ...page.items] : page.items, !!cursor);
  };
}
