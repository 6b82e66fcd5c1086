import { cell } from "../cell.js";
import { ONLINE_SHOWN } from "../generated/facts.js";
import { MEMBERS_PAGE } from "../limits.js";
import type { Transport } from "../transport/transport.js";
import type { MemberPage } from "../types/room.js";
import type { User } from "../types/wire.js";
import { createPages } from "./pages.js";
import { createTyping } from "./typing.js";

/** The people of one room, and the functions that keep them up to date. */
export type People = ReturnType<typeof createPeople>;

/** The people of a room: its members, who is online, who is typing, who has read which message. */
export function createPeople(
  { env, soon, rest }: Transport,
  room: number,
  isMe: (user: { id: number }) => boolean,
) {
  const typing = createTyping(env, soon, isMe);
  const online = cell<ReadonlySet<number>>(new Set(), soon);
  const readBy = cell<ReadonlyMap<number, number>>(new Map(), soon);
  const members = cell<MemberPage>({ members: [], hasMore: false, loaded: false }, soon);

  const load = createPages(
    (cursor) => rest.listMembers(room, { limit: MEMBERS_PAGE, cursor }),
    () => members.get().members,
    (all, hasMore) => members.set({ members: all, hasMore, loaded: true }),
  );

  return {
    /** The part of a `Room` that shows people. */
    room: {
      typing: typing.users,
      online,
      readBy,
      members,
      loadMembers: () => load(false),
      moreMembers: () => load(true),
    },
    typing: typing.set,
    /** Reads the members again, if they have been read before. */
    refresh() {
      if (members.get().loaded) load(false).catch(() => {});
    },
    /** Takes the users that the server names as online when a connection opens. */
    online(ids: readonly number[]) {
      online.set(new Set(ids.length < ONLINE_SHOWN ? ids : [...online.get(), ...ids]));
    },
    join({ id }: User) {
      if (id) online.set(new Set(online.get()).add(id));
    },
    leave(user: User) {
      typing.set(user, false);
      online.set(new Set([...online.get()].filter((id) => id !== user.id)));
    },
    read(id: number, messageId: number) {
      if (messageId > (readBy.get().get(id) ?? 0)) readBy.set(new Map(readBy.get()).set(id, messageId));
    },
    /** Forgets who is online and typing. */
    reset() {
      typing.reset();
      online.set(online.initial);
    },
  };
}
