import { cell } from "./cell.js";
import type { Draft, DraftState, Environment } from "./types.js";

const SAVE_AFTER_MS = 300;
const EMPTY: DraftState = { text: "", replyTo: null };

export interface StoredDraft extends Draft {
  /** What was kept, unless something was written meanwhile. */
  restore(draft: DraftState): void;
  /** Saves what waits. */
  flush(): void;
}

/** A draft tells of changes at once: a text field must not lag behind its keys. */
export function createDraft(env: Environment, save: (draft: DraftState | undefined) => void): StoredDraft {
  const state = cell(EMPTY, (tell) => tell());
  let cancel: (() => void) | null = null;
  let touched = false;
  const flush = () => {
    if (!cancel) return;
    cancel();
    cancel = null;
    const { text, replyTo } = state.get();
    save(text || replyTo ? { text, replyTo } : undefined);
  };
  const set = (change: Partial<DraftState>) => {
    touched = true;
    state.set({ ...state.get(), ...change });
    cancel ??= env.after(SAVE_AFTER_MS, flush);
  };
  return {
    ...state,
    set,
    clear: () => set(EMPTY),
    restore(draft) {
      if (!touched) state.set(draft);
    },
    flush,
  };
}
