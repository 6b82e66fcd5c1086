import { cell, type Soon } from "./cell.js";
import type { Environment, MemberPage, RestCalls } from "./types.js";
import type { User } from "./wire.js";

/** Who said so last this long ago types no more. */
const TYPING_MS = 6_000;
/** The server lists at most so many users as online. */
const ONLINE_LISTED = 100;
const MEMBERS_PAGE = 200;
const RELOAD_AFTER_MS = 500;

/** Who is in a room: members, who is online, who types, who has read how far. */
export function createPeople(
  env: Environment,
  soon: Soon,
  rest: Pick<RestCalls, "listMembers">,
  room: number,
  isMe: (id: number) => boolean,
) {
  const typing = cell<readonly User[]>([], soon);
  const online = cell<ReadonlySet<number>>(new Set(), soon);
  const readBy = cell<ReadonlyMap<number, number>>(new Map(), soon);
  const members = cell<MemberPage>({ members: [], hasMore: false, loaded: false }, soon);
  const until = new Map<number, () => void>();
  let cursor: string | null = null;
  let cancelReload: (() => void) | null = null;

  const stopsTyping = (id: number) => {
    until.get(id)?.();
    if (until.delete(id)) typing.set(typing.get().filter((user) => user.id !== id));
  };

  const load = async (more: boolean) => {
    if (more && !cursor) return;
    const page = await rest.listMembers(room, { limit: MEMBERS_PAGE, cursor: (more && cursor) || undefined });
    cursor = page.next;
    const before = more ? members.get().members : [];
    members.set({ members: [...before, ...page.items], hasMore: cursor !== null, loaded: true });
  };

  return {
    typing,
    online,
    readBy,
    members,
    load,
    /** Reads the members again, if anybody has asked for them. */
    reload() {
      if (!members.get().loaded || cancelReload) return;
      cancelReload = env.after(RELOAD_AFTER_MS, () => {
        cancelReload = null;
        load(false).catch(() => undefined);
      });
    },
    greeted(ids: readonly number[]) {
      const before = online.get();
      const now = new Set(ids.length < ONLINE_LISTED ? ids : [...before, ...ids]);
      if (now.size !== before.size || [...now].some((id) => !before.has(id))) online.set(now);
    },
    came(id: number) {
      if (id && !online.get().has(id)) online.set(new Set([...online.get(), id]));
    },
    went(id: number) {
      stopsTyping(id);
      if (online.get().has(id)) online.set(new Set([...online.get()].filter((other) => other !== id)));
    },
    types(user: User, yes: boolean) {
      if (isMe(user.id)) return;
      if (!yes) return stopsTyping(user.id);
      if (!until.has(user.id)) typing.set([...typing.get(), user]);
      until.get(user.id)?.();
      until.set(
        user.id,
        env.after(TYPING_MS, () => stopsTyping(user.id)),
      );
    },
    hasRead(id: number, messageId: number) {
      const before = readBy.get().get(id) ?? 0;
      if (messageId > before) readBy.set(new Map([...readBy.get(), [id, messageId]]));
    },
    stopsTyping,
    /** Nothing is known any more. */
    reset() {
      for (const id of [...until.keys()]) stopsTyping(id);
      online.set(online.initial);
    },
  };
}
