import { ChatError } from "../../error.js";
import type { StoredEntry } from "../../types/storage.js";
import type { LocalEntry } from "../../types/timeline.js";
import type { MessageBody } from "../../types/wire.js";

/** One unsent message: as it is stored, and as it is shown. */
export interface Item {
  stored: StoredEntry;
  entry: LocalEntry;
  /** Resolves once the last write is done, to whether it worked. */
  saved: Promise<boolean | undefined>;
  /** Aborted when the message must not be sent any more. */
  readonly over: AbortController;
}

/** Makes the item of a message that is stored, or about to be. */
export function itemOf(stored: StoredEntry): Item {
  const { key, createdAt, outgoing, failed } = stored;
  return {
    stored,
    entry: {
      kind: "local",
      key,
      outgoing,
      createdAt,
      state: failed ? "failed" : "queued",
      error: failed && new ChatError(...failed),
    },
    saved: Promise.resolve(true),
    over: new AbortController(),
  };
}

/** The body of the request that sends a message. */
export function bodyOf({ key, outgoing }: StoredEntry): MessageBody {
  const { content, message_type, reply_to, uploaded } = outgoing;
  return { content, message_type, reply_to, ...uploaded, client_message_id: key };
}
