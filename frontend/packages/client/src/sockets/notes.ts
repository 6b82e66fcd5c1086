import type { ClientFrame, ServerFrame } from "../types/wire.js";

/** What a tab says to the one that leads. */
export type Wish = { tab: string } & (
  | { open: [url: string, protocols: string[]] }
  | { send: ClientFrame }
  | { close: true }
);

/** What the tab that leads says to a tab, or to all if `to` is empty. */
export interface News {
  to: string;
  /** A frame; without one, and if `isHeard` is not set, the socket is closed. */
  frame?: ServerFrame;
  /** Nothing but that the tab has been heard. */
  isHeard?: boolean;
}

/** Tells a tab, or all tabs if the name is empty, of a frame; without a frame, that the socket is closed. */
export type Tell = (tab: string, frame?: ServerFrame) => void;
