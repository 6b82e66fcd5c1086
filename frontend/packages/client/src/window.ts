import { CHANGES_MOST, DELETED_TEXT, EARLY_MOST } from "./limits.js";
import type { Message, RestMessage } from "./wire.js";

type Copy = Message & Partial<Pick<RestMessage, "room"> & { room_id: number; timestamp: string }>;

/** A message without what only REST or only frames say. */
export function plain({ room, room_id, timestamp, ...message }: Copy): Message {
  return message;
}

/** The later one of two copies of a message; the first where both are alike. */
export function laterCopy(a: Message, b: Message): Message {
  if (a.is_deleted !== b.is_deleted) return a.is_deleted ? a : b;
  return b.updated_at > a.updated_at || (b.updated_at === a.updated_at && b.is_edited && !a.is_edited)
    ? b
    : a;
}

const erased = (message: Message): Message =>
  message.is_deleted
    ? message
    : {
        ...message,
        content: DELETED_TEXT,
        file_url: null,
        file_name: null,
        file_size: null,
        is_deleted: true,
      };

/** A stretch of a room's messages without a gap, and what is known beyond it. */
export interface MessageWindow {
  /** The messages `base + 1`, `base + 2`, …; do not change it. */
  messages(): readonly Message[];
  base(): number;
  /** The number of its last message. */
  end(): number;
  /** The newest number known to exist. */
  last(): number;
  loaded(): boolean;
  /** Whether it follows the newest messages. */
  attached(): boolean;
  /** Whether it follows them but lacks some. */
  behind(): boolean;
  /** Takes messages in any order; shows those that follow its end, if it follows or `following`. */
  add(copies: readonly Copy[], following?: boolean): void;
  /** Takes older messages, newest first, that end where it begins; others are left out. */
  prepend(copies: readonly Copy[]): void;
  /** Replaces everything shown. */
  reset(copies: readonly Copy[], attached: boolean): void;
  /** There is a message with this number. */
  sawLast(seq: number): void;
  attach(): void;
  /** A message has been edited, deleted, whether or not it is here. */
  change(copy: Copy): void;
  erase(seq: number): void;
  /** Keeps the newest messages only. */
  trim(most: number): void;
  find(id: number): Message | undefined;
}

export function createWindow(): MessageWindow {
  /** By number: the messages shown, `base + 1` to `end`, and some beyond. */
  const known = new Map<number, Message>();
  /** Those shown; null where that has to be made again. */
  let shown: Message[] | null = null;
  let base = 0;
  let end = 0;
  let last = 0;
  let loaded = false;
  let attached = true;
  /** Edits and deletes by number: a page that was read before may still come. */
  const changes = new Map<number, (message: Message) => Message>();

  const messages = () => {
    shown ??= Array.from({ length: end - base }, (_, at) => known.get(base + 1 + at) as Message);
    return shown;
  };

  /** Takes a copy, over the one that is here. */
  const put = (copy: Copy) => {
    const { seq } = copy;
    const here = known.get(seq);
    const read = plain(copy);
    const message = changes.get(seq)?.(read) ?? read;
    known.set(seq, here ? laterCopy(here, message) : message);
    if (here !== known.get(seq) && seq <= end) shown = null;
  };

  const amend = (seq: number, change: (message: Message) => Message) => {
    const before = changes.get(seq);
    if (changes.size > CHANGES_MOST) changes.clear();
    changes.set(seq, before ? (message) => change(before(message)) : change);
    const here = known.get(seq);
    if (here) put(here);
  };

  const sawLast = (seq: number) => {
    last = Math.max(last, seq);
  };

  const follow = () => {
    for (let next = known.get(end + 1); next; next = known.get(end + 1)) {
      end += 1;
      shown?.push(next);
    }
  };

  return {
    messages,
    base: () => base,
    end: () => end,
    last: () => last,
    loaded: () => loaded,
    attached: () => attached,
    behind: () => attached && loaded && end < last,
    add(copies, following = attached) {
      for (const copy of copies) {
        const { seq } = copy;
        sawLast(seq);
        // What it does not follow is read when it is wanted: it may have changed by then.
        const beyond = following && seq > end && known.size < end - base + EARLY_MOST;
        if (beyond || known.has(seq)) put(copy);
      }
      if (loaded && following) follow();
    },
    prepend(copies) {
      for (const copy of copies) {
        if (copy.seq === base) base -= 1;
        if (copy.seq > base) put(copy);
      }
    },
    reset(copies, toAttached) {
      const before = end;
      base = Math.min(...copies.map(({ seq }) => seq - 1));
      if (!copies.length) base = 0;
      end = base + copies.length;
      copies.forEach(put);
      for (const seq of known.keys()) {
        if (seq <= base || (seq > end && seq <= before)) known.delete(seq);
      }
      shown = null;
      attached = toAttached;
      loaded = true;
      sawLast(end);
      if (attached) follow();
    },
    sawLast,
    attach() {
      attached = true;
    },
    change: (copy) => amend(copy.seq, (message) => laterCopy(message, plain(copy))),
    erase: (seq) => amend(seq, erased),
    trim(most) {
      for (; end - base > most; base += 1) known.delete(base + 1);
      shown = null;
    },
    find: (id) => messages().find((message) => message.id === id),
  };
}
