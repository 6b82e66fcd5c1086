import type { KeyboardEvent } from "react";
import { isTouch } from "../state/ids.ts";
import { isComposing } from "../ui/letters.ts";

interface FieldActions {
  /** Whether nothing is written and nothing is being edited. */
  isIdle: boolean;
  /** Takes the keys of the mention list while it is open; returns whether it did. */
  onMentionKey(event: KeyboardEvent): boolean;
  submit(): void;
  cancel(): void;
  /** Starts to edit the reader's newest message; returns whether there is one. */
  editNewest(): boolean;
}

/** Handles a key in the message field. On a touch screen, Enter breaks the line. */
export function onFieldKey(event: KeyboardEvent, actions: FieldActions) {
  if (isComposing(event)) return;
  if (actions.onMentionKey(event)) return;
  if (event.key === "Enter" && !event.shiftKey && !isTouch()) {
    event.preventDefault();
    actions.submit();
  } else if (event.key === "Escape") actions.cancel();
  else if (event.key === "ArrowUp" && actions.isIdle && actions.editNewest()) event.preventDefault();
}
