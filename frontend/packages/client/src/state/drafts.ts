import { cell } from "../cell.js";
import { STORE_DRAFTS_MS } from "../limits.js";
import type { Environment } from "../types/environment.js";
import type { OutboxStorage } from "../types/storage.js";
import type { Draft, DraftState } from "../types/timeline.js";

/** The drafts of one user. */
export type Drafts = ReturnType<typeof createDrafts>;

/** Creates the drafts of one user, which are stored together once in a while. */
export function createDrafts({ after }: Environment, opened: Promise<{ storage: OutboxStorage }>) {
  /** Drafts that are not stored yet, by key; undefined for one that is to be deleted. */
  const waiting = new Map<string, DraftState | undefined>();

  /** Stores what is not stored yet. Resolves to the storage. */
  const store = async () => {
    const { storage } = await opened;
    const writes = [...waiting].map(async ([key, draft]) => storage.put(key, draft));
    waiting.clear();
    await Promise.allSettled(writes);
    return storage;
  };

  return {
    store,
    /** The draft of a room or of a thread. Subscribers are called at once: a text field must not lag. */
    of(id: number | string): Draft {
      const key = `draft:${id}`;
      const state = cell<DraftState>({ text: "", replyTo: null }, (tell) => tell());
      store()
        .then((storage) => storage.get(key))
        .then((stored) => {
          if (stored && state.get() === state.initial) state.set(stored as DraftState);
        })
        .catch(() => {});
      const set = (change: Partial<DraftState>) => {
        const draft = { ...state.get(), ...change };
        const toKeep = draft.text || draft.replyTo ? draft : undefined;
        state.set(draft);
        if (!waiting.size) after(STORE_DRAFTS_MS, store);
        waiting.set(key, toKeep);
        // A message that was sent must not come back as a draft.
        if (!toKeep) store();
      };
      return { ...state, set, clear: () => set(state.initial) };
    },
  };
}
