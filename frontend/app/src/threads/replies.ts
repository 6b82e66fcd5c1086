import type { Entry, Message } from "@roomcast/client";

type Replies = ReadonlyMap<number, readonly number[]>;

let latest: { entries: readonly Entry[]; replies: Replies } = { entries: [], replies: new Map() };

/** The ids of the replies among the entries, by the id of the first message of their thread. */
function repliesIn(entries: readonly Entry[]): Replies {
  if (latest.entries === entries) return latest.replies;
  const replies = new Map<number, number[]>();
  for (const entry of entries) {
    const root = entry.kind === "sent" ? entry.message.thread_id : null;
    if (entry.kind === "sent" && root) replies.set(root, [...(replies.get(root) ?? []), entry.message.id]);
  }
  latest = { entries, replies };
  return replies;
}

/** The number of replies in the thread that begins with a message: those that its copy counts, and those since. */
export function replyCount(entries: readonly Entry[], { id, reply_count, last_reply_id }: Message): number {
  const since = repliesIn(entries)
    .get(id)
    ?.filter((reply) => reply > (last_reply_id ?? 0));
  return (reply_count ?? 0) + (since?.length ?? 0);
}
