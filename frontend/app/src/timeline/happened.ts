import type { Member, MemberEvent, Room, User } from "@roomcast/client";
import { type Store, store } from "../state/store.ts";

/** What a line between the messages says of somebody. `member`: no longer an admin; `writer`: may write. */
export type What = "joined" | "left" | "admin" | "member" | "muted" | "unmuted" | "writer";

export interface Happening {
  id: number;
  who: User;
  what: What;
  at: Date;
}

type Standing = Pick<Member, "role" | "is_muted">;

/** Lines by the number of the message that they stand below. They are no entries: the list counts messages. */
type Lines = ReadonlyMap<number, readonly Happening[]>;

/** What happened to a room's members while this page was open: it is seen live, and nowhere kept. */
export interface Happened extends Pick<Store<Lines>, "get" | "subscribe"> {
  /** Listens until told to stop. */
  collect(): () => void;
}

/** Messages with lines below them that are remembered of a room. */
const MOST = 100;

const rooms = new WeakMap<Room, Happened>();
let next = 1;

/** What changed; where it is not known what was before, what is. */
function changes(before: Standing | undefined, { role, is_muted }: Standing): What[] {
  const found: What[] = [];
  if (before && before.role !== role) found.push(role);
  if (before && before.is_muted !== is_muted) found.push(is_muted ? "muted" : "unmuted");
  if (found.length > 0) return found;
  if (is_muted) return ["muted"];
  return [role === "admin" ? "admin" : "writer"];
}

export function happenedIn(room: Room): Happened {
  const known = rooms.get(room);
  if (known) return known;
  const lines = store<Lines>(new Map());
  const standing = new Map<number, Standing>();

  const add = (afterSeq: number, who: User, what: What) => {
    const all = new Map(lines.get());
    const here = all.get(afterSeq) ?? [];
    // While one connection takes another's place, both may tell.
    if (here.findLast((line) => line.who.id === who.id)?.what === what) return;
    all.set(afterSeq, [...here, { id: next++, who, what, at: new Date() }]);
    const [oldest] = all.keys();
    if (all.size > MOST && oldest !== undefined) all.delete(oldest);
    lines.set(all);
  };

  const hear = (event: MemberEvent) => {
    const { user, afterSeq } = event;
    if (event.type === "member_left") {
      standing.delete(user.id);
      return add(afterSeq, user, "left");
    }
    const before = standing.get(user.id) ?? room.members.get().members.find(({ id }) => id === user.id);
    const joined = event.type === "member_joined";
    const now: Standing = { role: joined ? "member" : event.role, is_muted: event.is_muted };
    standing.set(user.id, now);
    for (const what of joined ? (["joined"] as const) : changes(before, now)) add(afterSeq, user, what);
  };

  const happened = { get: lines.get, subscribe: lines.subscribe, collect: () => room.onMember(hear) };
  rooms.set(room, happened);
  return happened;
}
