import type { HistoryEvents } from "../state/history/reader.js";
import type { Session } from "../state/session.js";
import type { Line } from "../transport/channel.js";
import type { Transport } from "../transport/transport.js";
import type { GoneReason } from "../types/room.js";
import type { Lists } from "./lists.js";

/** Whether a room is watched and open, and why it cannot be. */
export interface Opening {
  isWatched: boolean;
  isOpen: boolean;
  /** The number of times that the room has been opened. */
  count: number;
  /** Why the server does not let the user see the room; null if it does. */
  gone: { gone: GoneReason } | null;
}

/** What the parts of one room have in common. */
export interface RoomContext extends HistoryEvents {
  transport: Transport;
  session: Session;
  lists: Lists;
  line: Line;
  opening: Opening;
}
