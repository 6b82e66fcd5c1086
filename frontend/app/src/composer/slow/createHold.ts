import type { LocalEntry, Room } from "@roomcast/client";

type HeldRoom = Pick<Room, "timeline" | "draft" | "discard" | "onMessage">;

/** When a member may write again. */
export interface Hold {
  /** The moment in milliseconds since 1970; 0 if it is over since long. */
  until: number;
  /** Whether a message is on its way. */
  isSending: boolean;
}

/**
 * Follows when a member of a room in slow mode may write again: some seconds after their last message there, and when
 * the server says so. A text that the server refuses goes back into the message field, if that is empty. Returns a
 * function that ends it.
 *
 * @param seconds the seconds between two messages
 * @param userId the member's id
 */
export function createHold(room: HeldRoom, seconds: number, userId: number, show: (hold: Hold) => void) {
  const known = new Set<number | string>();
  let hold: Hold = { until: 0, isSending: false };
  const change = (changes: Partial<Hold>) => {
    hold = { ...hold, ...changes };
    show(hold);
  };
  const holdFrom = (time: number, ms = seconds * 1_000) => change({ until: Math.max(hold.until, time + ms) });

  /** Takes over what the server refused: waits as long as it asks for. */
  const refused = ({ key, error, outgoing }: LocalEntry) => {
    if (!known.has(key)) holdFrom(Date.now(), error?.retryAfterMs);
    known.add(key);
    const { text, replyTo } = room.draft.get();
    if (outgoing.file || outgoing.uploaded || text || replyTo !== null) return;
    room.draft.set({ text: outgoing.content, replyTo: outgoing.reply_to ?? null });
    room.discard(key);
  };
  const look = () => {
    const { entries } = room.timeline.get();
    for (const entry of entries)
      if (entry.kind === "local" && entry.error?.detail === "slow_mode") refused(entry);
    const last = entries.findLast((entry) => entry.kind === "sent" && entry.message.sender.id === userId);
    // The server's clock may be ahead.
    if (last?.kind === "sent" && !known.has(last.message.id))
      holdFrom(Math.min(Date.now(), Date.parse(last.message.created_at)));
    if (last?.kind === "sent") known.add(last.message.id);
    const isSending = entries.some((entry) => entry.kind === "local" && entry.state !== "failed");
    if (isSending !== hold.isSending) change({ isSending });
  };
  const offTimeline = room.timeline.subscribe(look);
  const offMessages = room.onMessage(({ id, sender }) => {
    if (sender.id !== userId) return;
    known.add(id);
    holdFrom(Date.now());
  });
  look();
  return () => {
    offTimeline();
    offMessages();
  };
}
