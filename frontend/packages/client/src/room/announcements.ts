import { event } from "../cell.js";
import { ECHO_WITHIN_MS, MAX_SEEN } from "../limits.js";
import { plain } from "../state/history/copies.js";
import type { MemberEvent } from "../types/room.js";
import type { LiveMessage, Message, ServerFrame } from "../types/wire.js";
import type { RoomContext } from "./context.js";

/** What a room tells those who listen to it. */
export type Announcements = ReturnType<typeof createAnnouncements>;

/** Creates what tells of messages that arrive live, each once, and of members who change. */
export function createAnnouncements({ transport: { env, link }, opening }: RoomContext) {
  const messages = event<Message>();
  const members = event<MemberEvent>();
  const frames = event<ServerFrame>();
  /** The ids of messages that frames have brought. */
  const seen = new Set<number>();
  return {
    onMessage: messages.on,
    onMember: members.on,
    onFrame: frames.on,
    member: members.emit,
    frame: frames.emit,
    /** Tells of a message unless that was done before; `isOld` if it was sent before the connection was live. */
    message(message: LiveMessage, isOld?: boolean) {
      if (seen.has(message.id)) return;
      if (seen.size > MAX_SEEN) seen.clear();
      seen.add(message.id);
      if (!isOld) messages.emit(plain(message));
    },
    /** Checks the connection if no frame brings a message that was sent from here. */
    expect({ id }: Message) {
      env.after(ECHO_WITHIN_MS, () => {
        if (opening.isOpen && !seen.has(id)) link.live()?.check();
      });
    },
  };
}
