import type { Chat, User } from "@roomcast/client";
import { useChat } from "@roomcast/react";
import { useEffect, useMemo, useState } from "react";
import { nameOf } from "../text/format.ts";
import { holds } from "./folding.ts";

/** Time without a key press until the server is asked. */
const ASK_AFTER_MS = 150;
/** Rooms whose members are asked for while no room is open. */
const ROOMS = 3;
/** People listed at most. */
const SHOWN = 5;

/** The rooms whose members are asked for: the open one, else those that were active last. */
function roomsToAsk(chat: Chat, room: number | null): number[] {
  if (room !== null) return [room];
  const named = chat.rooms.get().mine.filter(({ is_direct, is_member }) => is_member && !is_direct);
  return named.slice(0, ROOMS).map(({ id }) => id);
}

/** The people whom the page knows without asking: the user, those of direct rooms, the open room's members. */
function knownPeople(chat: Chat, room: number | null): User[] {
  const me = chat.me.get();
  const direct = chat.rooms.get().mine.flatMap(({ direct_user }) => direct_user ?? []);
  const members =
    room === null
      ? []
      : chat
          .room(room)
          .members.get()
          .members.map(({ user }) => user);
  return [...(me ? [me] : []), ...direct, ...members];
}

/** The people whose username or name has the letters, at most five; nobody if `name` is null. */
export function usePeople(name: string | null, room: number | null): readonly User[] {
  const chat = useChat();
  const [told, setTold] = useState<readonly User[]>([]);
  useEffect(() => {
    if (!name) return setTold([]);
    let wanted = true;
    const timer = setTimeout(async () => {
      const asked = roomsToAsk(chat, room).map((id) =>
        chat.rest.listMembers(id, { prefix: name.normalize("NFC"), limit: SHOWN }).catch(() => null),
      );
      const pages = await Promise.all(asked);
      if (wanted) setTold(pages.flatMap((page) => page?.items.map(({ user }) => user) ?? []));
    }, ASK_AFTER_MS);
    return () => {
      wanted = false;
      clearTimeout(timer);
    };
  }, [chat, name, room]);
  return useMemo(() => {
    if (name === null) return [];
    const fits = (user: User) => holds(`${user.username} ${nameOf(user)}`, name);
    const all = [...knownPeople(chat, room), ...told].filter(fits);
    return [...new Map(all.map((user) => [user.id, user])).values()].slice(0, SHOWN);
  }, [chat, name, room, told]);
}
