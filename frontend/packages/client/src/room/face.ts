import { createWatch } from "../state/watch.js";
import type { Room } from "../types/room.js";
import type { RoomContext } from "./context.js";
import type { Lifetime } from "./lifetime.js";
import { createMemberActs } from "./member-acts.js";
import { createMessageActs } from "./message-acts.js";
import type { Parts } from "./parts.js";
import type { Views } from "./views.js";

/** Creates the public face of a room. */
export function createFace(
  context: RoomContext,
  parts: Parts,
  { phase, timeline }: Views,
  { open, close }: Lifetime,
): Room {
  const { transport, session, opening, line } = context;
  const { announcements, details, history, people, reading } = parts;
  const watched = () => {
    opening.isWatched = true;
    open();
  };
  const unwatched = () => {
    opening.isWatched = false;
    if (opening.isOpen) close();
  };
  return {
    ...people.room,
    ...history.moves,
    ...createMessageActs(context, parts),
    ...createMemberActs(context, parts, open),
    id: line.id,
    watch: createWatch(transport.env, watched, unwatched),
    phase,
    timeline,
    info: details.info,
    own: details.own,
    unread: reading.unread,
    markRead: reading.mark,
    draft: session.drafts.of(line.id),
    draftOf: (thread) => session.drafts.of(`${line.id}/${thread}`),
    onMessage: announcements.onMessage,
    onMember: announcements.onMember,
    onFrame: announcements.onFrame,
  };
}
