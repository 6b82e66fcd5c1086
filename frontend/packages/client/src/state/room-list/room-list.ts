import type { Transport } from "../../transport/transport.js";
import type { RoomList } from "../../types/lists.js";
import type { LiveMessage, Message, ServerFrame } from "../../types/wire.js";
import type { Session } from "../session.js";
import { createWatch } from "../watch.js";
import { createListState } from "./list-state.js";
import { createReads } from "./reads.js";
import { createRecent } from "./recent.js";
import { applyFrame } from "./room-frames.js";
import { itemOf } from "./room-items.js";

/** The room list of a chat. */
export type Rooms = ReturnType<typeof createRooms>;

/** Creates the room list: read when it is watched and whenever the connection is live after it was not, then kept by frames. */
export function createRooms(transport: Transport, session: Session) {
  const { env, rest, users } = transport;
  const state = createListState(transport);
  const recent = createRecent(env, session.isMe);
  let isWatched = false;
  const reads = createReads(transport, session, state, recent, () => isWatched);
  const open = () => {
    if (isWatched) return;
    isWatched = true;
    reads.refresh(true);
    users.hold(state, reads.live);
  };
  const close = () => {
    isWatched = false;
    users.release(state);
    reads.cancel();
  };

  /** Takes a frame about the user's rooms. */
  const apply = (frame: ServerFrame) => {
    const before = state.get().mine;
    const mine = applyFrame(before, frame, session.isMe);
    recent.add(frame);
    if (mine !== before) state.change({ mine });
    if (frame.type === "room_removed" && itemOf(before, frame.room_id)?.room_type === "public")
      reads.readPublic(false).catch(() => {});
  };

  /** The public face of the list. */
  const list: RoomList = {
    ...state,
    refresh: () => reads.refresh(true),
    watch: createWatch(env, open, close),
    morePublic: () => reads.readPublic(true),
    async create(body) {
      const room = await rest.createRoom(body);
      // A read that is under way may not see the room.
      await reads.live();
      return room;
    },
  };

  return {
    list,
    find: state.find,
    apply,
    close,
    /** Takes a message that was read in an open room. */
    take: (room_id: number, message: Message) =>
      apply({ type: "chat_message", room_id, message: message as LiveMessage }),
    /** Takes over that the user has read a room up to a message. */
    read(room_id: number, message_id: number) {
      const user = session.me.get();
      if (user) apply({ type: "read", room_id, user, message_id });
    },
  };
}
