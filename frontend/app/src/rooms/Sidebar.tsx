import type { RoomListItem } from "@roomcast/client";
import { useChat, useMe, useNotifications } from "@roomcast/react";
import { type KeyboardEvent, useDeferredValue, useEffect, useMemo, useRef, useState } from "react";
import { useLocation } from "wouter";
import shell from "../shell/shell.module.css";
import { useCalm } from "../state/calm.ts";
import { openDialog } from "../state/dialogs.ts";
import { FILTER_ID } from "../state/ids.ts";
import { useSettings } from "../state/settings.ts";
import { complain } from "../state/toasts.ts";
import { explain, useTexts } from "../text/index.ts";
import { Empty } from "../ui/Empty.tsx";
import { Icon } from "../ui/Icon.tsx";
import ui from "../ui/ui.module.css";
import { MeButton } from "./MeButton.tsx";
import { RoomRow } from "./RoomRow.tsx";
import styles from "./rooms.module.css";

/** The rooms that match, pinned ones first. */
function select(rooms: readonly RoomListItem[], query: string, pinned: readonly number[]) {
  const wanted = query.trim().toLowerCase();
  const found = rooms.filter((room) => `${room.name} ${room.description}`.toLowerCase().includes(wanted));
  return [
    ...found.filter((room) => pinned.includes(room.id)),
    ...found.filter((room) => !pinned.includes(room.id)),
  ];
}

/** All rooms: one's own, and public ones to join. */
export function Sidebar({ room }: { room: number | null }) {
  const t = useTexts();
  const chat = useChat();
  const me = useMe();
  // The open room's messages go first.
  const rooms = useDeferredValue(useCalm(chat.rooms));
  const notifications = useNotifications();
  const { pinned } = useSettings();
  const [query, setQuery] = useState("");
  const [, navigate] = useLocation();
  const list = useRef<HTMLDivElement>(null);
  useEffect(() => chat.rooms.watch(), [chat]);
  const mine = useMemo(() => select(rooms.mine, query, pinned), [rooms.mine, query, pinned]);
  const others = useMemo(() => select(rooms.public, query, []), [rooms.public, query]);
  const mentioned = useMemo(() => {
    const unread = notifications.items.filter(
      (item) => !item.is_read && item.notification_type === "mention",
    );
    return new Set(unread.map((item) => item.room.id));
  }, [notifications.items]);

  const onKeyDown = (event: KeyboardEvent) => {
    const places = [...(list.current?.querySelectorAll<HTMLElement>("a") ?? [])];
    const at = places.indexOf(document.activeElement as HTMLElement);
    if (event.key === "ArrowDown" || event.key === "ArrowUp") {
      event.preventDefault();
      places[at + (event.key === "ArrowDown" ? 1 : -1)]?.focus();
    } else if (event.key === "Enter" && at < 0 && query) {
      const first = mine[0] ?? others[0];
      if (first) navigate(`/r/${first.id}`);
      setQuery("");
    } else if (event.key === "Escape" && query) setQuery("");
  };
  const row = (item: RoomListItem) => (
    <RoomRow
      key={item.id}
      item={item}
      active={item.id === room}
      mentioned={mentioned.has(item.id)}
      me={me?.username}
    />
  );
  const nothing = mine.length + others.length === 0;

  return (
    <nav className={shell.side} aria-label={t.rooms} onKeyDown={onKeyDown}>
      <header className={styles.head}>
        <MeButton />
        <button
          type="button"
          className={ui.iconButton}
          aria-label={`${t.notifications}${notifications.unread ? ` (${notifications.unread})` : ""}`}
          onClick={() => openDialog({ kind: "notifications" })}
        >
          <Icon name="bell" />
          {notifications.unread > 0 && <span className={styles.dot} />}
        </button>
        <button
          type="button"
          className={ui.iconButton}
          aria-label={t.newRoom}
          onClick={() => openDialog({ kind: "create" })}
        >
          <Icon name="plus" />
        </button>
      </header>
      <label className={styles.filter}>
        <span className={ui.hidden}>{t.filterRooms}</span>
        <Icon name="search" size={18} />
        <input
          id={FILTER_ID}
          type="search"
          placeholder={t.filterRooms}
          value={query}
          onChange={(event) => setQuery(event.target.value)}
        />
      </label>
      <div ref={list} className={styles.list}>
        {mine.length > 0 && (
          <section aria-labelledby="mine">
            <h2 id="mine">{t.myRooms}</h2>
            <ul>{mine.map(row)}</ul>
          </section>
        )}
        {others.length > 0 && (
          <section aria-labelledby="others">
            <h2 id="others">{t.publicRooms}</h2>
            <ul>{others.map(row)}</ul>
          </section>
        )}
        {rooms.hasMorePublic && (
          <button
            type="button"
            className={ui.button}
            data-look="plain"
            onClick={() => chat.rooms.morePublic().catch(complain)}
          >
            {t.loadMore}
          </button>
        )}
        {!rooms.loaded && !rooms.error && <Bones />}
        {!rooms.loaded && rooms.error && (
          <Empty icon="close" title={explain(rooms.error, t)}>
            <button type="button" className={ui.button} onClick={() => void chat.rooms.refresh()}>
              {t.retry}
            </button>
          </Empty>
        )}
        {rooms.loaded && nothing && query && <p className={styles.nothing}>{t.noResults(query)}</p>}
        {rooms.loaded && nothing && !query && (
          <Empty icon="hash" title={t.noRooms} body={t.noRoomsBody}>
            <button
              type="button"
              className={ui.button}
              data-look="main"
              onClick={() => openDialog({ kind: "create" })}
            >
              {t.createRoom}
            </button>
          </Empty>
        )}
      </div>
    </nav>
  );
}

function Bones() {
  return (
    <div className={shell.bones} aria-hidden="true">
      {[70, 50, 62, 44].map((width) => (
        <span key={width} className={ui.skeleton} style={{ width: `${width}%` }} />
      ))}
    </div>
  );
}
