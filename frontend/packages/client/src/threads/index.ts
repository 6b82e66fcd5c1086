/** Threads: a part of its own, which a page loads when it shows one. */
import { batch, cell } from "../cell.js";
import { createFrameWatch } from "../room/frame-watch.js";
import { share } from "../share.js";
import { erased, laterCopy, plain } from "../state/history/copies.js";
import type { Chat } from "../types/chat.js";
import type { Room } from "../types/room.js";
import type { Thread, ThreadState } from "../types/threads.js";
import type { Message, RestMessage, ServerFrame } from "../types/wire.js";

export type { Readable } from "../types/readable.js";
export type * from "../types/threads.js";

/** Replies that are read at once. */
const PAGE = 100;

const made = new WeakMap<Room, Map<number, Thread>>();
const soon = batch(queueMicrotask);

/** Gives the thread that begins with message `root` of room `id`; always the same object. */
export function threadOf(chat: Chat, id: number, root: number): Thread {
  const room = chat.room(id);
  const all = made.get(room) ?? new Map<number, Thread>();
  const thread = all.get(root) ?? createThread(chat, room, root);
  made.set(room, all.set(root, thread));
  return thread;
}

function createThread({ rest }: Chat, room: Room, id: number): Thread {
  const state = cell<ThreadState>({ root: null, replies: [], hasMore: false }, soon);

  const change = (to: Partial<ThreadState>) => state.set({ ...state.get(), ...to });

  /** Reads a page after a reply; replies that frames told meanwhile stay, if the page leads up to them. */
  const readAfter = async (after: number) => {
    const { root, messages, has_more } = await rest.getThread(id, { after, limit: PAGE });
    const found = messages.map(plainRest);
    const last = found.at(-1)?.id ?? after;
    const now = state.get().replies;
    const kept = now.filter((reply) => reply.id <= after || (!has_more && reply.id > last));
    change({ root: plainRest(root), replies: merged(kept, found), hasMore: has_more });
    return last;
  };

  /** Reads the thread again, as far as it was read before. */
  const read = share(async () => {
    const { length } = state.get().replies;
    for (let after = id, most = length; ; most -= PAGE) {
      after = await readAfter(after);
      if (!state.get().hasMore || most <= PAGE) return;
    }
  });

  const has = (of: number) => {
    const { root, replies } = state.get();
    return root?.id === of || replies.some((reply) => reply.id === of);
  };

  /** Reads one message again: frames do not tell which reactions are the user's own. */
  const reread = async (of: number) => {
    const now = plainRest(await rest.getMessage(of));
    edit(of, (before) =>
      now.reactions_version < before.reactions_version ? before : laterCopy(now, before),
    );
  };

  /** Changes the message with an id, if it belongs to the thread. */
  const edit = (of: number, how: (message: Message) => Message) => {
    const { root, replies } = state.get();
    if (root?.id === of) change({ root: how(root) });
    if (replies.some((reply) => reply.id === of))
      change({ replies: replies.map((reply) => (reply.id === of ? how(reply) : reply)) });
  };

  const add = (reply: Message) => {
    const { root, replies, hasMore } = state.get();
    if (reply.thread_id !== id || !root || hasMore) return;
    change({ replies: merged(replies, [reply]) });
  };

  const onFrame = (frame: ServerFrame) => {
    if (frame.type === "chat_message") add(plain(frame.message));
    if (frame.type === "message_deleted") edit(frame.message_id, erased);
    if (frame.type === "message_updated") {
      const now = plain(frame.message);
      edit(now.id, (before) => laterCopy(before, now));
    }
    if (frame.type === "reactions" && has(frame.message_id)) reread(frame.message_id).catch(() => {});
  };

  return {
    ...state,
    watch: createFrameWatch(room, onFrame, () => read().catch(() => {})),
    more: share(async () => void (await readAfter(state.get().replies.at(-1)?.id ?? id))),
    draft: room.draftOf(id),
  };
}

const plainRest = (message: RestMessage): Message => plain(message);

/** The replies of both lists, each once, oldest first; of two copies that are alike, that of `others`. */
function merged(some: readonly Message[], others: readonly Message[]): Message[] {
  const all = new Map(some.map((reply) => [reply.id, reply]));
  for (const reply of others) {
    const here = all.get(reply.id);
    all.set(reply.id, here ? laterCopy(reply, here) : reply);
  }
  return [...all.values()].sort((a, b) => a.id - b.id);
}
