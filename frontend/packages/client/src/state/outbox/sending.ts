import { asChatError, ChatError } from "../../error.js";
import { IDEMPOTENCY_MS } from "../../generated/facts.js";
import { CLOCK_MARGIN_MS } from "../../limits.js";
import type { Transport } from "../../transport/transport.js";
import type { LocalEntry } from "../../types/timeline.js";
import type { Message } from "../../types/wire.js";
import { bodyOf, type Item } from "./item.js";
import type { Items } from "./items.js";
import type { Saving } from "./saving.js";

/**
 * Makes a function that sends an item. It resolves to an error if the item has to be sent again.
 *
 * @param sent called with an item and the server's copy of it; without one if the item is not wanted any more
 */
export function createSending(
  transport: Transport,
  items: Items,
  { save }: Saving,
  sent: (item: Item, message?: Message) => void,
) {
  const { env, rest } = transport;
  const fail = (item: Item, error: ChatError): undefined => {
    save(item, { failed: [error.status, error.detail, error.message] });
    items.show(item, { state: "failed", error });
  };

  /** Decides what follows an error: another attempt, or that the message has failed. Returns it for an attempt. */
  const refused = (item: Item, error: ChatError): ChatError | undefined => {
    if (item.over.signal.aborted) return;
    if (!error.retryable && error.status !== 401) return fail(item, error);
    items.show(item, { state: "queued", error });
    return error;
  };

  /** Uploads the file of an item, if it has one that is not uploaded. */
  const upload = async (item: Item) => {
    const { outgoing } = item.stored;
    if (!outgoing.file) return;
    const show = (change: Partial<LocalEntry>) => items.show(item, change);
    const { uploadAttachment } = await transport.uploads();
    await save(item, {
      outgoing: await uploadAttachment(transport, outgoing, item.over.signal, show),
    });
  };

  return async (item: Item): Promise<ChatError | undefined> => {
    if (env.now() - item.stored.createdAt > IDEMPOTENCY_MS - CLOCK_MARGIN_MS) {
      return fail(item, new ChatError(0, "too_old"));
    }
    try {
      await upload(item);
      items.show(item, { state: "sending" });
      const sending = rest.sendMessage(item.stored.room, bodyOf(item.stored));
      sent(item, await unlessAborted(item.over.signal, sending));
    } catch (error) {
      return refused(item, asChatError(error));
    }
  };
}

/** Resolves like `promise`, or to nothing as soon as `signal` is aborted. */
function unlessAborted<T>(signal: AbortSignal, promise: Promise<T>): Promise<T | undefined> {
  const aborted = new Promise<undefined>((resolve) => {
    signal.onabort = () => resolve(undefined);
  });
  return Promise.race([promise, aborted]);
}
