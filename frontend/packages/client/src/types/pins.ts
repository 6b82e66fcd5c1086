import type { components } from "../generated/rest.js";
import type { Readable } from "./readable.js";

/** A pinned message, with who pinned it and when. */
export type Pin = components["schemas"]["Pin"];

/** The pins of a room. */
export interface PinsState {
  /** The number of their changes; -1 before they are known. */
  version: number;
  /** The pinned messages, the newest pin first. */
  messageIds: readonly number[];
  /** The pins in the same order; one that was set just now may still be missing. */
  pins: readonly Pin[];
  /** Whether they have been read. */
  loaded: boolean;
}

/** The live pins of one room. */
export interface RoomPins extends Readable<PinsState> {
  /**
   * Keeps the pins up to date while the room is connected, which somebody else watches. Call the returned function
   * once.
   */
  watch(): () => void;
  /** Reads the pins again. */
  read(): Promise<void>;
  /** Pins a message, or takes its pin back. */
  pin(messageId: number, on: boolean): Promise<void>;
}
