import type { GoneReason, RoomDetail, RoomListItem } from "@roomcast/client";
import { useChat, useLink } from "@roomcast/react";
import { useSyncExternalStore } from "react";
import { iconOf } from "../rooms/RoomRow.tsx";
import { titleOf } from "../rooms/title.ts";
import { withoutControls } from "../text/bidi.ts";
import { useTexts } from "../text/index.ts";
import type { IconName } from "../ui/Icon.tsx";

/** What is known of a room from its details, else from the room list. */
export interface Heading {
  /** The room's name; empty while it is not known. */
  name: string;
  icon: IconName | undefined;
  /** The name, or why there is none. */
  title: string;
}

type Known = RoomDetail | RoomListItem;
const ofRoom = <T>(room: Known | undefined, read: (room: Known) => T) => room && read(room);

/** The heading of a room; `gone` is the reason why it cannot be read. */
export function useHeading(id: number, info: RoomDetail | null, gone: GoneReason | null): Heading {
  const t = useTexts();
  const { rooms } = useChat();
  const link = useLink().at;
  const known = () => info ?? rooms.find(id);
  const name = useSyncExternalStore(rooms.subscribe, () => ofRoom(known(), titleOf)) ?? "";
  const icon = useSyncExternalStore(rooms.subscribe, () => ofRoom(known(), iconOf));
  const isCut = link === "offline" || link === "waiting";
  const reason = gone ? t.roomNotFound : isCut ? t.roomNotReached : t.loading;
  return { name, icon, title: withoutControls(name) || reason };
}
