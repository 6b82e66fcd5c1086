import type { Context } from "./context.js";
import {
  CONNECTING_MS,
  GAP_MOST,
  HISTORY_CHUNK,
  HISTORY_PAGE,
  REREAD_MOST,
  STRAGGLERS_MS,
} from "./limits.js";
import { persist } from "./retry.js";
import type { MessageWindow as Asked, Room } from "./types.js";
import { createWindow, type MessageWindow } from "./window.js";
import type { LiveMessage, Message, RestMessage } from "./wire.js";

/** What is shown of a room's messages, and how it is read. One request at a time. */
export interface History {
  readonly window: MessageWindow;
  /** Loads, or goes on with what is there. */
  start(): void;
  stop(): void;
  /** Once the first page is there. */
  ready(): Promise<void>;
  /** The message after which a connection should replay. */
  since(): number | undefined;
  /** From here on everything arrives. */
  live(absent: boolean, lastSeq: number): void;
  /** Whether everything shown is as the server has it, once it is live. */
  current(): boolean;
  add(copies: readonly (LiveMessage | RestMessage | Message)[]): void;
  sawLast(seq: number): void;
  /** What a room offers of it. */
  room: Pick<Room, "older" | "newer" | "around" | "latest">;
}

/**
 * @param note sees every message that is read, before it is shown
 * @param onChange something that is shown has changed
 * @param onProblem the server does not let us read, for good
 */
export function createHistory(
  { env, naps, rest }: Context,
  room: number,
  note: (message: RestMessage) => void,
  onChange: () => void,
  onProblem: (error: unknown) => void,
): History {
  const window = createWindow();
  /** Stands for one opening of the room: what fails does not count in the next one. */
  let active: object | null = null;
  let rereading = false;
  let loading = false;
  let cancelFill: (() => void) | null = null;
  let connected = () => {};
  let loaded = () => {};
  const ready = new Promise<void>((resolve) => {
    loaded = resolve;
  });
  let turn: Promise<unknown> = Promise.resolve();

  /** After everything that was asked for before. */
  const inTurn = <T>(act: () => Promise<T>): Promise<T> => {
    const done = turn.then(act, act);
    turn = done.catch(() => undefined);
    return done;
  };

  /** Once at a time. */
  const once = (act: () => Promise<void>) => {
    let under: Promise<void> | null = null;
    return () => {
      under ??= inTurn(act).finally(() => {
        under = null;
        onChange();
      });
      return under;
    };
  };

  const read = async (asked: Asked) => {
    const page = await rest.listMessages(room, asked);
    window.sawLast(page.total);
    page.messages.forEach(note);
    return page;
  };

  /** Reads until it works; what happens in the background. */
  const insist = (act: () => Promise<void>) => {
    const mine = active;
    const still = () => !!mine && active === mine;
    inTurn(() => persist(naps, still, act))
      .catch((error) => still() && onProblem(error))
      .finally(onChange);
  };

  const newest = async () => {
    const { messages } = await read({ page: 1, page_size: HISTORY_PAGE });
    window.reset(messages, true);
    loaded();
  };

  const fill = async () => {
    while (active && window.behind()) {
      const before = window.end();
      if (window.last() - before > GAP_MOST) return newest();
      const after = window.messages().at(-1)?.id ?? 0;
      window.add((await read({ after, limit: HISTORY_CHUNK })).messages);
      onChange();
      if (window.end() === before) return;
    }
  };

  const fillSoon = () => {
    if (cancelFill || !active || !window.behind()) return;
    cancelFill = env.after(STRAGGLERS_MS, () => {
      cancelFill = null;
      if (window.behind()) insist(fill);
    });
  };

  /** Reads what is shown again, newest first: edits and deletes are not replayed. */
  const reread = (asked: Asked, chunks = 1) => {
    insist(async () => {
      const { messages } = await read(asked);
      window.add(messages);
      rereading = false;
      const [first] = messages.sort((a, b) => a.seq - b.seq);
      if (!first || first.seq <= window.base() + 1) return;
      if (chunks < REREAD_MOST) reread({ before: first.id, limit: HISTORY_CHUNK }, chunks + 1);
      else window.trim(window.end() - first.seq + 1);
    });
  };

  return {
    window,
    start() {
      active = {};
      if (window.loaded()) return;
      insist(async () => {
        await new Promise<void>((resolve) => {
          connected = resolve;
          env.after(CONNECTING_MS, resolve);
        });
        loading = true;
        await newest();
      });
    },
    stop() {
      active = null;
      loading = false;
      cancelFill?.();
      cancelFill = null;
    },
    ready: () => ready,
    since() {
      if (!window.loaded() || !window.attached()) return undefined;
      return window.messages().at(-1)?.id ?? 0;
    },
    live(absent, lastSeq) {
      connected();
      window.sawLast(lastSeq);
      if (absent && (window.loaded() || loading)) {
        rereading = true;
        const last = window.messages().at(-1);
        const newest = window.attached() || !last;
        reread(newest ? { page: 1, page_size: HISTORY_CHUNK } : { around: last.id, limit: HISTORY_CHUNK });
      }
      if (window.behind()) insist(fill);
      onChange();
    },
    current: () => window.loaded() && !rereading && !window.behind(),
    add(copies) {
      window.add(copies);
      fillSoon();
      onChange();
    },
    sawLast(seq) {
      window.sawLast(seq);
      fillSoon();
    },
    room: {
      older: once(async () => {
        const first = window.messages()[0];
        if (!first || window.base() === 0) return;
        window.prepend((await read({ before: first.id, limit: HISTORY_PAGE })).messages);
      }),
      newer: once(async () => {
        const last = window.messages().at(-1);
        if (!last || window.attached()) return;
        window.add((await read({ after: last.id, limit: HISTORY_PAGE })).messages, true);
        if (window.end() >= window.last()) window.attach();
      }),
      around: (id) =>
        inTurn(async () => {
          const { messages } = await read({ around: id, limit: HISTORY_PAGE });
          window.reset(messages, (messages.at(-1)?.seq ?? 0) >= window.last());
          loaded();
        }).finally(onChange),
      latest: once(async () => {
        if (!window.attached()) await newest();
      }),
    },
  };
}
