import { cell } from "./cell.js";
import { DRAFT_PREFIX } from "./limits.js";
import type { Opened } from "./outbox.js";
import type { Draft, DraftState } from "./types.js";

/** A draft tells of changes at once: a text field must not lag behind its keys. */
export function createDraft(room: number, opened: Promise<Opened>): Draft {
  const state = cell<DraftState>({ text: "", replyTo: null }, (tell) => tell());
  const stored = opened.then(({ storage }) => storage);
  let touched = false;

  const restore = async () => {
    const kept = await (await stored).get(DRAFT_PREFIX + room);
    if (kept && !touched) state.set(kept as DraftState);
  };
  restore().catch(() => {});

  const set = (change: Partial<DraftState>) => {
    touched = true;
    const draft = { ...state.get(), ...change };
    state.set(draft);
    const value = draft.text || draft.replyTo ? draft : undefined;
    stored.then((storage) => storage.put(DRAFT_PREFIX + room, value)).catch(() => {});
  };

  return { ...state, set, clear: () => set(state.initial) };
}
