import type { RoomListItem } from "@roomcast/client";
import { type KeyboardEvent, useRef } from "react";
import { useLocation } from "wouter";

interface SidebarKeysProps {
  query: string;
  /** The room that Enter opens: the first one in the list. */
  first: RoomListItem | undefined;
  clear(): void;
}

/** Handles keys beside the room list: arrows move through it, Enter opens its first room, Escape clears the filter. */
export function useSidebarKeys({ query, first, clear }: SidebarKeysProps) {
  const list = useRef<HTMLDivElement>(null);
  const [, navigate] = useLocation();
  const onKeyDown = (event: KeyboardEvent) => {
    const links = [...(list.current?.querySelectorAll<HTMLElement>("a") ?? [])];
    const index = links.indexOf(document.activeElement as HTMLElement);
    if (event.key === "ArrowDown" || event.key === "ArrowUp") {
      event.preventDefault();
      links[index + (event.key === "ArrowDown" ? 1 : -1)]?.focus();
    } else if (event.key === "Enter" && index < 0 && query) {
      if (first) navigate(`/r/${first.id}`);
      clear();
    } else if (event.key === "Escape" && query) clear();
  };
  return { list, onKeyDown };
}
