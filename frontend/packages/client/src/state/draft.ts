import { cell } from "../cell.js";
import { DRAFT_PREFIX } from "../limits.js";
import type { OutboxStorage } from "../types/storage.js";
import type { Draft, DraftState } from "../types/timeline.js";

/** The draft of a room or of a thread, restored from the storage. Subscribers are called at once: a text field must not lag. */
export function createDraft(of: number | string, opened: Promise<{ storage: OutboxStorage }>): Draft {
  const state = cell<DraftState>({ text: "", replyTo: null }, (tell) => tell());
  const key = DRAFT_PREFIX + of;
  let touched = false;

  opened
    .then(async ({ storage }) => {
      const stored = await storage.get(key);
      if (stored && !touched) state.set(stored as DraftState);
    })
    .catch(() => {});

  const set = (change: Partial<DraftState>) => {
    touched = true;
    const draft = { ...state.get(), ...change };
    state.set(draft);
    const value = draft.text || draft.replyTo ? draft : undefined;
    opened.then(({ storage }) => storage.put(key, value)).catch(() => {});
  };

  return { ...state, set, clear: () => set(state.initial) };
}
