import type { Message } from "@roomcast/client";
import type { Visible } from "./visible.ts";

/** What is known of a list at one moment. */
export interface Glance {
  /** The messages on the screen. */
  visible: Visible;
  /** The newest message of the list; undefined if the room has newer ones that are not loaded. */
  newest: Message | undefined;
  /** The id of the last message that is read on the server. */
  readTo: number;
  /** Whether it became the last read one because the reader has sent it. */
  readBySending: boolean;
  /** Whether the page is visible and has the focus. */
  attended: boolean;
  /** Whether the list follows its end. */
  following: boolean;
}

/** Follows how far a reader has seen the messages of a room without a gap. */
export interface Reach {
  /** Takes notice of what is on the screen. */
  look(glance: Glance): void;
  /** The id of the message up to which everything is read or was on the screen; 0 before the first look. */
  seenTo(): number;
  /** The unread messages above the screen that the reader has jumped over: the id of the first one, and their number. */
  skipped(): Skipped | null;
  /** Whether everything was on the screen, up to the newest message, which the list follows. */
  isCaughtUp(): boolean;
  /** Takes everything above the screen as seen. Answers the id of the message at the top of the screen. */
  dismiss(): number;
}

/** Unread messages that were never on the screen. */
export interface Skipped {
  firstId: number;
  count: number;
}

/**
 * Makes a `Reach`. Messages on the screen are seen only if they join those that were read before. In a list that
 * follows its end, messages that run through are seen too while the page is looked at.
 */
export function createReach(): Reach {
  let seen = 0;
  /** Like `seen`, but sending does not move it: one may answer without having read what is above. */
  let shown = 0;
  let caughtUp = false;
  let follows = false;
  let first = 0;
  const skipped = () => (first > shown + 1 ? { firstId: shown + 1, count: first - shown - 1 } : null);
  return {
    seenTo: () => seen,
    dismiss() {
      shown = Math.max(shown, first);
      seen = Math.max(seen, first);
      return first;
    },
    skipped,
    isCaughtUp: () => caughtUp && follows && !skipped(),
    look({ visible, newest, readTo, readBySending, attended, following }) {
      first = visible.first.id;
      follows = following;
      seen = Math.max(seen, readTo);
      if (!readBySending || shown === 0) shown = Math.max(shown, readTo);
      const runsThrough = caughtUp && following && newest !== undefined;
      if (attended && (runsThrough || first <= seen + 1)) {
        const joins = first <= shown + 1 || (runsThrough && shown === seen);
        seen = Math.max(seen, runsThrough ? newest.id : visible.last.id);
        if (joins) shown = seen;
      }
      caughtUp = newest !== undefined && seen >= newest.id;
    },
  };
}
