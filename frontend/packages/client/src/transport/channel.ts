import type { ChatError } from "../error.js";
import type { LinkState } from "../types/chat.js";
import type { ClientFrame, ClosedReason, ServerFrame } from "../types/wire.js";
import type { LinePhase } from "./tables.js";

/** The state of a link that nobody uses. */
export const IDLE: LinkState = { at: "idle" };

/** A frame about a room, without the room. */
export type Said = ClientFrame extends infer Frame
  ? Frame extends unknown
    ? Omit<Frame, "room_id">
    : never
  : never;

/** A room that is followed live: its subscription, and what to do with what comes from there. */
export interface Line {
  phase: LinePhase;
  readonly id: number;
  /** The id of the message after which the server should replay; undefined for no replay. */
  since(): number | undefined;
  /** Asks REST why the server refuses the room; rejects with the reason. */
  probe(): Promise<unknown>;
  /** Takes a frame about the room. */
  frame(frame: ServerFrame): void;
  /** From here on everything arrives; before, there was a time when it did not. */
  live(lastSeq: number): void;
  /** The server has ended the subscription for good. */
  gone(why: ClosedReason | ChatError): void;
}
