import type { LocalEntry } from "@roomcast/client";
import type { Texts } from "../text/en.ts";
import { percent } from "../text/format.ts";
import { explain } from "../text/index.ts";
import type { MessageActions } from "./messageActions.ts";
import styles from "./timeline.module.css";

/** Shows the progress of a message that the server does not have yet. */
export function LocalState({ t, entry, actions }: { t: Texts; entry: LocalEntry; actions: MessageActions }) {
  const { state, key, progress = 0 } = entry;
  if (state === "failed") {
    return (
      <p className={styles.failed}>
        <span>
          {t.failed}
          {entry.error && `: ${explain(entry.error, t)}`}
        </span>
        <button type="button" onClick={() => actions.retry(key)}>
          {t.retry}
        </button>
        <button type="button" onClick={() => actions.discard(key)}>
          {t.discard}
        </button>
      </p>
    );
  }
  const words = { queued: t.queued, sending: t.sending, uploading: t.uploading(percent(t, progress)) };
  return (
    <p className={styles.pending} data-state={state}>
      {state === "uploading" && <progress max={1} value={progress} aria-label={words.uploading} />}
      <span>{words[state]}</span>
      {(state === "uploading" || (state === "queued" && entry.outgoing.file)) && (
        <button type="button" onClick={() => actions.discard(key)}>
          {t.cancel}
        </button>
      )}
    </p>
  );
}
