import type { Message, RestMessage } from "./wire.js";

/** What a deleted message says. */
const DELETED = "[消息已删除]";
/** Messages kept beyond the end; what is over is fetched. */
const EARLY_MOST = 2_000;
const CHANGES_MOST = 500;

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
    : { ...message, content: DELETED, file_url: null, file_name: null, file_size: null, is_deleted: true };

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
  let messages: Message[] = [];
  let base = 0;
  let last = 0;
  let loaded = false;
  let attached = true;
  /** Messages beyond the end. */
  const early = new Map<number, Message>();
  /** Edits and deletes by number: a page that was read before may still come. */
  const changes = new Map<number, (message: Message) => Message>();

  const end = () => base + messages.length;

  const take = (copy: Copy): Message => {
    const message = plain(copy);
    return changes.get(copy.seq)?.(message) ?? message;
  };

  const amend = (seq: number, change: (message: Message) => Message) => {
    const before = changes.get(seq);
    if (changes.size > CHANGES_MOST) changes.clear();
    changes.set(seq, before ? (message) => change(before(message)) : change);
    const at = seq - base - 1;
    const here = messages[at];
    if (here) messages[at] = change(here);
    const waiting = early.get(seq);
    if (waiting) early.set(seq, change(waiting));
  };

  /** Puts a copy over the one that is here. */
  const merge = (message: Message) => {
    const at = message.seq - base - 1;
    const here = messages[at];
    if (here) messages[at] = laterCopy(here, message);
  };

  const follow = () => {
    for (let message = early.get(end() + 1); message; message = early.get(end() + 1)) {
      early.delete(message.seq);
      messages.push(message);
    }
  };

  return {
    messages: () => messages,
    base: () => base,
    end,
    last: () => last,
    loaded: () => loaded,
    attached: () => attached,
    behind: () => attached && loaded && end() < last,
    add(copies, following = attached) {
      for (const copy of copies) {
        const message = take(copy);
        const { seq } = message;
        last = Math.max(last, seq);
        const here = early.get(seq);
        if (loaded && seq <= end()) merge(message);
        else if (here || early.size < EARLY_MOST) early.set(seq, here ? laterCopy(here, message) : message);
      }
      if (loaded && following) follow();
    },
    prepend(copies) {
      const older: Message[] = [];
      for (const message of copies.map(take)) {
        if (message.seq === base - older.length) older.unshift(message);
        else merge(message);
      }
      messages = [...older, ...messages];
      base -= older.length;
    },
    reset(copies, toAttached) {
      const sorted = copies.map(take).sort((a, b) => a.seq - b.seq);
      const known = new Map([...messages, ...early.values()].map((message) => [message.seq, message]));
      base = (sorted[0]?.seq ?? 1) - 1;
      messages = sorted.map((message) => laterCopy(known.get(message.seq) ?? message, message));
      attached = toAttached;
      loaded = true;
      last = Math.max(last, end());
      for (const seq of early.keys()) if (seq <= end()) early.delete(seq);
      if (attached) follow();
    },
    sawLast(seq) {
      last = Math.max(last, seq);
    },
    attach() {
      attached = true;
    },
    change: (copy) => amend(copy.seq, (message) => laterCopy(message, plain(copy))),
    erase: (seq) => amend(seq, erased),
    trim(most) {
      const over = Math.max(0, messages.length - most);
      messages = messages.slice(over);
      base += over;
    },
    find: (id) => messages.find((message) => message.id === id),
  };
}
