import type { GoneReason, RoomDetail, RoomType } from "@roomcast/client";
import { useChat, useLink } from "@roomcast/react";
import { useSyncExternalStore } from "react";
import { withoutControls } from "../text/bidi.ts";
import { useTexts } from "../text/index.ts";

/** What is known of a room from its details, else from the room list. */
export interface Heading {
  /** The room's name; empty while it is not known. */
  name: string;
  type: RoomType | undefined;
  /** The name, or why there is none. */
  title: string;
}

/** The heading of a room; `gone` is the reason why it cannot be read. */
export function useHeading(id: number, info: RoomDetail | null, gone: GoneReason | null): Heading {
  const t = useTexts();
  const { rooms } = useChat();
  const link = useLink().at;
  const listedName = useSyncExternalStore(rooms.subscribe, () => rooms.find(id)?.name);
  const listedType = useSyncExternalStore(rooms.subscribe, () => rooms.find(id)?.room_type);
  const name = info?.name ?? listedName ?? "";
  const isCut = link === "offline" || link === "waiting";
  const reason = gone ? t.roomNotFound : isCut ? t.roomNotReached : t.loading;
  return { name, type: info?.room_type ?? listedType, title: withoutControls(name) || reason };
}
