import { useChat, useReadable } from "@roomcast/react";
import { useMemo } from "react";
import type { Found } from "./createSearch.ts";
import { findRooms } from "./findRooms.ts";
import type { OptionGroup } from "./options.ts";
import type { Filters } from "./useFilters.ts";

/** People that are listed at most beside rooms and messages. */
const PEOPLE = 3;

/** The options that a search offers: rooms first, then people, then messages. */
export function useOptions(filters: Filters, room: number | null, found: Found | null): OptionGroup[] {
  const { me, rooms } = useChat();
  const list = useReadable(rooms);
  const { words, people, typedFrom, sender, isPlain } = filters;
  return useMemo(() => {
    const groups: OptionGroup[] = [];
    const listed = isPlain && room === null ? findRooms(list, words) : [];
    groups.push({
      name: words ? "rooms" : "recent",
      options: listed.map((each) => ({ kind: "room", room: each })),
    });
    if (typedFrom !== null && !sender)
      groups.push({ name: "fromWhom", options: people.map((user) => ({ kind: "sender", user })) });
    else if (isPlain) {
      const known = new Set([me.get()?.id, ...listed.map(({ direct_user }) => direct_user?.id)]);
      const others = people.filter(({ id }) => !known.has(id)).slice(0, PEOPLE);
      groups.push({ name: "people", options: others.map((user) => ({ kind: "person", user })) });
    }
    const messages = found?.messages ?? [];
    groups.push({ name: "messages", options: messages.map((message) => ({ kind: "message", message })) });
    return groups.filter(({ options }) => options.length > 0);
  }, [list, me, words, people, typedFrom, sender, isPlain, room, found]);
}
