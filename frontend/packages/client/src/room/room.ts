import type { Session } from "../state/session.js";
import type { Line } from "../transport/channel.js";
import type { Transport } from "../transport/transport.js";
import type { Room } from "../types/room.js";
import type { Message } from "../types/wire.js";
import type { RoomContext } from "./context.js";
import { createFace } from "./face.js";
import { createFrames } from "./frames.js";
import { createLifetime } from "./lifetime.js";
import type { Lists } from "./lists.js";
import { createParts } from "./parts.js";
import { createViews } from "./views.js";

/** A room, as its chat keeps it. */
export interface RoomCore {
  /** Its public face. */
  room: Room;
  /** Marks everything that is computed from it as outdated. */
  show(): void;
  /** Reads it again soon, if it is open. */
  refresh(): void;
  /** Takes the server's answer to a message that was sent from here. Its frame should follow soon. */
  take(message: Message): void;
  /** Ends its connection. What was read stays, up to a limit. */
  close(): void;
}

/** Creates one room: it connects while it is watched, takes what arrives, and shows it. */
export function createRoom(transport: Transport, session: Session, lists: Lists, id: number): RoomCore {
  const line: Line = {
    id,
    phase: "o",
    since: () => parts.history.since(),
    probe: () => transport.rest.listMessages(id, { page_size: 1 }),
    frame: (frame) => frames(frame),
    live: (lastSeq) => lifetime.live(lastSeq),
    gone: (why) => lifetime.gone(why),
  };
  const context: RoomContext = {
    transport,
    session,
    lists,
    line,
    opening: { isWatched: false, isOpen: false, count: 0, gone: null },
    read(message) {
      parts.ownMessages.end(message);
      if (session.isMe(message.sender)) parts.reading.read(message);
      lists.rooms.take(id, message);
    },
    show: () => views.show(),
    gone: line.gone,
  };
  const parts = createParts(context);
  const views = createViews(context, parts);
  const lifetime = createLifetime(context, parts);
  const frames = createFrames(context, parts);
  const { announcements, details, history } = parts;
  return {
    room: createFace(context, parts, views, lifetime),
    show: views.show,
    refresh: details.refresh,
    take(message) {
      context.read(message);
      if (context.opening.isOpen) history.take([message]);
      if (!details.info.get()?.is_member) details.refresh();
      announcements.expect(message);
    },
    close: lifetime.close,
  };
}
