import type {
  DraftState,
  LinkState,
  Me,
  Member,
  MemberPage,
  NotificationState,
  Readable,
  Room,
  RoomDetail,
  RoomListState,
  RoomPhase,
  Timeline,
  Unread,
  User,
} from "@roomcast/client";
import { useEffect, useMemo, useSyncExternalStore } from "react";
import { useChat } from "./context.js";

/**
 * The value of a readable; renders again when subscribers hear of a change. A render in between does not bring the
 * change forward: the client lets updates wait for each other, and React looks at values after each of them.
 */
export function useReadable<T>(readable: Readable<T>): T {
  const told = useMemo(() => lastTold(readable), [readable]);
  return useSyncExternalStore(told.subscribe, told.get, () => readable.initial);
}

/** A readable's value as subscribers were last told of it. */
function lastTold<T>(readable: Readable<T>): Pick<Readable<T>, "get" | "subscribe"> {
  let value = readable.get();
  const take = () => {
    value = readable.get();
  };
  return {
    get: () => value,
    subscribe(onChange) {
      // It may have changed since the first render.
      take();
      return readable.subscribe(() => {
        take();
        onChange();
      });
    },
  };
}

/** How the live connections are. */
export function useLink(): LinkState {
  return useReadable(useChat().link);
}

/** The caller; null until known. */
export function useMe(): Me | null {
  return useReadable(useChat().me);
}

/** The room list, kept fresh while mounted. */
export function useRooms(): RoomListState {
  const { rooms } = useChat();
  useEffect(() => rooms.watch(), [rooms]);
  return useReadable(rooms);
}

/** The notifications, live while mounted. */
export function useNotifications(): NotificationState {
  const { notifications } = useChat();
  useEffect(() => notifications.watch(), [notifications]);
  return useReadable(notifications);
}

/** What `useRoom` answers: the room, with the values of `phase` and `info`. */
export type RoomView = Omit<Room, "phase" | "info"> & { phase: RoomPhase; info: RoomDetail | null };

/** A room, connected while mounted. */
export function useRoom(id: number): RoomView {
  const room = useWatched(id);
  const phase = useReadable(room.phase);
  const info = useReadable(room.info);
  return useMemo(() => ({ ...room, phase, info }), [room, phase, info]);
}

/** A room's timeline together with the room's functions, connected while mounted. */
export function useTimeline(id: number): Timeline & Room {
  const room = useWatched(id);
  const timeline = useReadable(room.timeline);
  return useMemo(() => ({ ...room, ...timeline }), [room, timeline]);
}

/** A room's members; reads the first page. */
export function useMembers(id: number): MemberPage {
  const room = useChat().room(id);
  useEffect(() => void room.loadMembers().catch(() => undefined), [room]);
  return useReadable(room.members);
}

/** One's own line of a room's member list; null for non-members. */
export function useOwn(id: number): Member | null {
  return useReadable(useChat().room(id).own);
}

/** Who types in a room, without oneself. */
export function useTyping(id: number): readonly User[] {
  return useReadable(useChat().room(id).typing);
}

/** Ids of the users who are online in a room. */
export function useOnline(id: number): ReadonlySet<number> {
  return useReadable(useChat().room(id).online);
}

/** How far the others have read, by user id. */
export function useReadBy(id: number): ReadonlyMap<number, number> {
  return useReadable(useChat().room(id).readBy);
}

/** A room's unread messages; does not connect. */
export function useUnread(id: number): Unread {
  return useReadable(useChat().room(id).unread);
}

/** Unread messages in all rooms, as far as the room list is loaded. */
export function useUnreadTotal(): number {
  return useReadable(useChat().rooms).unreadTotal;
}

/** What is being written in a room, and how to change it. */
export function useDraft(id: number) {
  const { draft } = useChat().room(id);
  const state: DraftState = useReadable(draft);
  return useMemo(() => ({ ...state, set: draft.set, clear: draft.clear }), [state, draft]);
}

function useWatched(id: number): Room {
  const room = useChat().room(id);
  useEffect(() => room.watch(), [room]);
  return room;
}
