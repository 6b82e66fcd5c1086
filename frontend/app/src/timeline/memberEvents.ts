import type { Member, MemberEvent, Room, User } from "@roomcast/client";
import { type Store, store } from "../state/store.ts";

/** Names an event: `member` means no longer an admin, `writer` means allowed to write. */
type EventKind = "joined" | "left" | "admin" | "member" | "muted" | "unmuted" | "writer";

/** An event about a user between two messages. */
export interface TimelineEvent {
  id: number;
  user: User;
  kind: EventKind;
  at: Date;
}

type Standing = Pick<Member, "role" | "is_muted">;

/** Events by the number of the message that they are shown below. They are no entries: the list counts messages. */
type EventsBySeq = ReadonlyMap<number, readonly TimelineEvent[]>;

/** The events about a room's members since the page was opened. The server keeps no record of them. */
export interface MemberEvents extends Pick<Store<EventsBySeq>, "get" | "subscribe"> {
  /** Starts to listen; returns a function that stops it. */
  collect(): () => void;
}

/** Number of messages per room for which events are remembered. */
const MAX_MESSAGES = 100;

const rooms = new WeakMap<Room, MemberEvents>();
let nextId = 1;

/** The changes in a member's standing; if the standing before is unknown, the present one. */
function changes(before: Standing | undefined, { role, is_muted }: Standing): EventKind[] {
  const found: EventKind[] = [];
  if (before && role && before.role !== role) found.push(role);
  if (before && before.is_muted !== is_muted) found.push(is_muted ? "muted" : "unmuted");
  if (found.length > 0) return found;
  if (is_muted) return ["muted"];
  return [role === "admin" ? "admin" : "writer"];
}

/** The member events of a room; the same object for the same room. */
export function memberEventsOf(room: Room): MemberEvents {
  const known = rooms.get(room);
  if (known) return known;
  const events = store<EventsBySeq>(new Map());
  const standings = new Map<number, Standing>();

  const add = (afterSeq: number, user: User, kind: EventKind) => {
    const all = new Map(events.get());
    const here = all.get(afterSeq) ?? [];
    // While one connection replaces another, both may report the event.
    if (here.findLast((event) => event.user.id === user.id)?.kind === kind) return;
    all.set(afterSeq, [...here, { id: nextId++, user, kind, at: new Date() }]);
    const [oldest] = all.keys();
    if (all.size > MAX_MESSAGES && oldest !== undefined) all.delete(oldest);
    events.set(all);
  };

  const onMember = (event: MemberEvent) => {
    const { user, afterSeq } = event;
    if (event.type === "member_left") {
      standings.delete(user.id);
      return add(afterSeq, user, "left");
    }
    const before = standings.get(user.id) ?? room.members.get().members.find(({ id }) => id === user.id);
    const joined = event.type === "member_joined";
    const now: Standing = { role: joined ? "member" : event.role, is_muted: event.is_muted };
    standings.set(user.id, now);
    for (const kind of joined ? (["joined"] as const) : changes(before, now)) add(afterSeq, user, kind);
  };

  const made = { get: events.get, subscribe: events.subscribe, collect: () => room.onMember(onMember) };
  rooms.set(room, made);
  return made;
}
