import { cell } from "./cell.js";
import type { Context } from "./context.js";
import { MEMBERS_PAGE, ONLINE_LISTED, TYPING_MS } from "./limits.js";
import { pages } from "./pages.js";
import type { MemberPage } from "./types.js";
import type { User } from "./wire.js";

/** Who is in a room: members, who is online, who types, who has read how far. */
export function createPeople({ env, soon, rest }: Context, room: number, isMe: (id: number) => boolean) {
  const typing = cell<readonly User[]>([], soon);
  const online = cell<ReadonlySet<number>>(new Set(), soon);
  const readBy = cell<ReadonlyMap<number, number>>(new Map(), soon);
  const members = cell<MemberPage>({ members: [], hasMore: false, loaded: false }, soon);
  /** Prevents that somebody stops typing by themselves. */
  const until = new Map<number, () => void>();

  const types = (user: User, yes: boolean) => {
    const { id } = user;
    if (isMe(id)) return;
    until.get(id)?.();
    const others = typing.get().filter((other) => other.id !== id);
    if (until.delete(id) !== yes) typing.set(yes ? [...others, user] : others);
    if (!yes) return;
    until.set(
      id,
      env.after(TYPING_MS, () => types(user, false)),
    );
  };

  const load = pages(
    (cursor) => rest.listMembers(room, { limit: MEMBERS_PAGE, cursor }),
    () => members.get().members,
    (all, hasMore) => members.set({ members: all, hasMore, loaded: true }),
  );

  return {
    /** What a room shows of it. */
    room: {
      typing,
      online,
      readBy,
      members,
      loadMembers: () => load(false),
      moreMembers: () => load(true),
    },
    types,
    /** Reads the members again, if anybody has asked for them. */
    reload() {
      if (members.get().loaded) load(false).catch(() => {});
    },
    greeted(ids: readonly number[]) {
      const before = online.get();
      const now = new Set(ids.length < ONLINE_LISTED ? ids : [...before, ...ids]);
      if (String([...now].sort()) !== String([...before].sort())) online.set(now);
    },
    came({ id }: User) {
      if (id) online.set(new Set(online.get()).add(id));
    },
    went(user: User) {
      types(user, false);
      online.set(new Set([...online.get()].filter((id) => id !== user.id)));
    },
    hasRead(id: number, messageId: number) {
      if (messageId > (readBy.get().get(id) ?? 0)) readBy.set(new Map(readBy.get()).set(id, messageId));
    },
    /** Nothing is known any more. */
    reset() {
      for (const user of typing.get()) types(user, false);
      online.set(online.initial);
    },
  };
}
