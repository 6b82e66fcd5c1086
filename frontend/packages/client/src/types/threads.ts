import type { Readable } from "./readable.js";
import type { Draft } from "./timeline.js";
import type { Message } from "./wire.js";

/** What is known of a thread. */
export interface ThreadState {
  /** The first message; null before it is known. */
  root: Message | null;
  /** The replies from the first one on, without a gap. */
  replies: readonly Message[];
  /** Whether the server has later replies than these. */
  hasMore: boolean;
}

/** One live thread. */
export interface Thread extends Readable<ThreadState> {
  /**
   * Keeps the thread up to date while the room is connected, which somebody else watches. Call the returned function
   * once.
   */
  watch(): () => void;
  /** Reads the replies that follow. */
  more(): Promise<void>;
  /** What is being written in the thread. */
  readonly draft: Draft;
}
