import type { Notification, RoomListItem } from "@roomcast/client";
import { useChat, useMe, useNotifications } from "@roomcast/react";
import { useDeferredValue, useEffect, useMemo, useState } from "react";
import shell from "../shell/shell.module.css";
import { useCalm } from "../state/calm.ts";
import { useSettings } from "../state/settings.ts";
import { complain } from "../state/toasts.ts";
import { useShownNotifications } from "../state/watched.ts";
import { useTexts } from "../text/index.ts";
import ui from "../ui/ui.module.css";
import { RoomFilter } from "./RoomFilter.tsx";
import { RoomListNotice } from "./RoomListNotice.tsx";
import { RoomRow } from "./RoomRow.tsx";
import styles from "./rooms.module.css";
import { SidebarHead } from "./SidebarHead.tsx";
import { groupsOf, otherRooms, ownRooms } from "./select.ts";
import { useSidebarKeys } from "./useSidebarKeys.ts";

/** Ids of the rooms with a mention among notifications. */
function mentionedIn(items: readonly Notification[]): ReadonlySet<number> {
  const mentions = items.filter((item) => item.notification_type === "mention");
  return new Set(mentions.map((item) => item.room.id));
}

/** Lists the user's rooms, and public ones to join; `room` is the id of the open one. */
export function Sidebar({ room }: { room: number | null }) {
  const t = useTexts();
  const chat = useChat();
  const userId = useMe()?.id;
  // Deferred, so that the open room's messages are rendered first.
  const rooms = useDeferredValue(useCalm(chat.rooms));
  const notifications = useShownNotifications(useNotifications().items);
  const { pinned } = useSettings();
  const [query, setQuery] = useState("");
  useEffect(() => chat.rooms.watch(), [chat]);
  const mine = useMemo(() => ownRooms(rooms, query, pinned), [rooms, query, pinned]);
  const others = useMemo(() => otherRooms(rooms, query), [rooms, query]);
  const mentioned = mentionedIn(notifications);
  const { named, direct } = groupsOf(mine);
  const first = named[0] ?? direct[0] ?? others[0];
  const { list, onKeyDown } = useSidebarKeys({ query, first, clear: () => setQuery("") });

  const group = (id: string, title: string, items: readonly RoomListItem[]) =>
    items.length > 0 && (
      <section aria-labelledby={id}>
        <h2 id={id}>{title}</h2>
        <ul>
          {items.map((item) => (
            <RoomRow
              key={item.id}
              item={item}
              active={item.id === room}
              invited={items !== others && !item.is_member}
              mentioned={mentioned.has(item.id)}
              userId={userId}
            />
          ))}
        </ul>
      </section>
    );
  return (
    <nav className={shell.side} aria-label={t.rooms} onKeyDown={onKeyDown}>
      <SidebarHead unreadNotifications={notifications.length} />
      <RoomFilter query={query} onQuery={setQuery} />
      <div ref={list} className={styles.list}>
        {group("mine", t.myRooms, named)}
        {group("direct", t.directRooms, direct)}
        {group("others", t.publicRooms, others)}
        {rooms.hasMorePublic && <MorePublic onClick={() => chat.rooms.morePublic().catch(complain)} />}
        <RoomListNotice rooms={rooms} query={query} empty={first === undefined} />
      </div>
    </nav>
  );
}

/** A button that loads more public rooms. */
function MorePublic({ onClick }: { onClick(): void }) {
  const t = useTexts();
  return (
    <button type="button" className={ui.button} data-look="plain" onClick={onClick}>
      {t.loadMore}
    </button>
  );
}
