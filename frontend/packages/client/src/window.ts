import type { Message, RestMessage } from "./wire.js";

/** What a deleted message says. */
const DELETED = "[消息已删除]";
/** Messages kept beyond a gap; what is over is fetched. */
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
  if (a.updated_at !== b.updated_at) return a.updated_at > b.updated_at ? a : b;
  return b.is_edited && !a.is_edited ? b : a;
}

export function erased(message: Message): Message {
  if (message.is_deleted) return message;
  return { ...message, content: DELETED, file_url: null, file_name: null, file_size: null, is_deleted: true };
}

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
  /** Takes messages in any order; answers those that now follow its end, in order. */
  add(copies: readonly Copy[]): Message[];
  /** Takes messages that follow its end, also while it does not follow the newest ones. */
  append(copies: readonly Copy[]): void;
  /** Takes older messages that end where it begins; others are left out. */
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
  /** Numbers of messages that were deleted, and edited ones: a page that was read before may still come. */
  const erasures = new Set<number>();
  const changes = new Map<number, Message>();

  const end = () => base + messages.length;

  const take = (copy: Copy): Message => {
    const message = laterCopy(plain(copy), changes.get(copy.seq) ?? copy);
    return erasures.has(message.seq) ? erased(message) : message;
  };

  /** Puts a copy over the one that is here. */
  const merge = (message: Message) => {
    const at = message.seq - base - 1;
    const here = messages[at];
    if (here) messages[at] = laterCopy(here, message);
  };

  const follow = () => {
    const added: Message[] = [];
    for (let message = early.get(end() + 1); message; message = early.get(end() + 1)) {
      early.delete(message.seq);
      messages.push(message);
      added.push(message);
    }
    return added;
  };

  return {
    messages: () => messages,
    base: () => base,
    end,
    last: () => last,
    loaded: () => loaded,
    attached: () => attached,
    behind: () => attached && loaded && end() < last,
    add(copies) {
      for (const copy of copies) {
        const message = take(copy);
        last = Math.max(last, message.seq);
        if (loaded && message.seq <= end()) merge(message);
        else if (attached) {
          const here = early.get(message.seq);
          if (here || early.size < EARLY_MOST)
            early.set(message.seq, here ? laterCopy(here, message) : message);
        }
      }
      return loaded ? follow() : [];
    },
    append(copies) {
      for (const message of [...copies].map(take).sort((a, b) => a.seq - b.seq)) {
        last = Math.max(last, message.seq);
        if (message.seq === end() + 1) messages.push(message);
        else merge(message);
      }
    },
    prepend(copies) {
      const sorted = [...copies].map(take).sort((a, b) => b.seq - a.seq);
      const older: Message[] = [];
      for (const message of sorted) {
        if (message.seq === base - older.length) older.push(message);
        else merge(message);
      }
      messages = [...older.reverse(), ...messages];
      base -= older.length;
    },
    reset(copies, toAttached) {
      const sorted = [...copies].map(take).sort((a, b) => a.seq - b.seq);
      const known = new Map([...messages, ...early.values()].map((message) => [message.seq, message]));
      base = (sorted[0]?.seq ?? 1) - 1;
      messages = sorted.map((message) => laterCopy(known.get(message.seq) ?? message, message));
      attached = toAttached;
      loaded = true;
      last = Math.max(last, end());
      for (const seq of early.keys()) if (seq <= end()) early.delete(seq);
      if (attached) follow();
      else early.clear();
    },
    sawLast(seq) {
      last = Math.max(last, seq);
    },
    attach() {
      attached = true;
    },
    change(copy) {
      if (changes.size > CHANGES_MOST) changes.clear();
      changes.set(copy.seq, plain(copy));
      const message = take(copy);
      merge(message);
      const waiting = early.get(message.seq);
      if (waiting) early.set(message.seq, laterCopy(waiting, message));
    },
    erase(seq) {
      erasures.add(seq);
      const at = seq - base - 1;
      const here = messages[at];
      if (here) messages[at] = erased(here);
      const waiting = early.get(seq);
      if (waiting) early.set(seq, erased(waiting));
    },
    trim(most) {
      const over = messages.length - most;
      if (over <= 0) return;
      messages = messages.slice(over);
      base += over;
    },
    find: (id) => messages.find((message) => message.id === id),
  };
}
