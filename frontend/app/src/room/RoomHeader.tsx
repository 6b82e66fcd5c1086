import type { RoomDetail } from "@roomcast/client";
import { useChat, useOnline, useOwn } from "@roomcast/react";
import { useLocation } from "wouter";
import { ROOM_ICONS } from "../rooms/RoomRow.tsx";
import { confirm, openDialog } from "../state/dialogs.ts";
import { toggleRoom, useSettings } from "../state/settings.ts";
import { complain } from "../state/toasts.ts";
import { useTexts } from "../text/index.ts";
import { Icon } from "../ui/Icon.tsx";
import type { MenuItem } from "../ui/Menu.tsx";
import ui from "../ui/ui.module.css";
import { useMenu } from "../ui/useMenu.tsx";
import styles from "./room.module.css";

/** The panels that can stand beside a room. */
export type PanelName = "members" | "search";

interface RoomHeaderProps {
  id: number;
  info: RoomDetail | null;
  /** The open panel. */
  panel: PanelName | null;
  onPanel(panel: PanelName | null): void;
}

/** Shows a room's name and people, and the buttons for its panels and menu. */
export function RoomHeader({ id, info, panel, onPanel }: RoomHeaderProps) {
  const t = useTexts();
  const online = useOnline(id).size;
  const menu = useMenu();
  const items = useRoomMenu(id, info);
  const [, navigate] = useLocation();
  const toggle = (name: PanelName) => onPanel(panel === name ? null : name);
  return (
    <header className={styles.head}>
      <button type="button" className={styles.back} aria-label={t.toRooms} onClick={() => navigate("/")}>
        <Icon name="back" />
      </button>
      <div className={styles.title}>
        <h1>
          {info && <Icon name={ROOM_ICONS[info.room_type]} size={18} />}
          <span>{info?.name ?? t.loading}</span>
        </h1>
        <p>
          {info && t.members(info.member_count)}
          {online > 0 && ` · ${t.online(online)}`}
          {info?.description && <span className={styles.about}> · {info.description}</span>}
        </p>
      </div>
      <button
        type="button"
        className={ui.iconButton}
        aria-label={t.search}
        aria-pressed={panel === "search"}
        disabled={!info}
        onClick={() => toggle("search")}
      >
        <Icon name="search" />
      </button>
      <button
        type="button"
        className={ui.iconButton}
        aria-label={t.membersTitle}
        aria-pressed={panel === "members"}
        disabled={!info}
        onClick={() => toggle("members")}
      >
        <Icon name="group" />
      </button>
      <button
        type="button"
        className={ui.iconButton}
        aria-label={t.more}
        aria-haspopup="menu"
        disabled={!info}
        onClick={(event) => menu.open(t.more, items, event.currentTarget.getBoundingClientRect())}
      >
        <Icon name="more" />
      </button>
      {menu.node}
    </header>
  );
}

/** The items of a room's menu that the user's role allows. */
function useRoomMenu(id: number, info: RoomDetail | null): MenuItem[] {
  const t = useTexts();
  const room = useChat().room(id);
  const own = useOwn(id);
  const { pinned, muted } = useSettings();
  const [, navigate] = useLocation();
  if (!info) return [];
  const admin = own?.role === "admin";
  const leave = async () => {
    const question = { title: t.leave, body: t.leaveBody(info.name), action: t.leave, danger: true };
    if (!(await confirm(question))) return;
    await room.leave().then(() => navigate("/"), complain);
  };
  const items: MenuItem[] = [
    {
      label: pinned.includes(id) ? t.unpin : t.pin,
      icon: "pin",
      run: () => toggleRoom("pinned", id),
    },
    {
      label: muted.includes(id) ? t.unmuteRoom : t.muteRoom,
      icon: "mute",
      run: () => toggleRoom("muted", id),
    },
  ];
  if (info.is_member && (info.room_type !== "private" || admin))
    items.unshift({
      label: t.invitePeople,
      icon: "user",
      run: () => openDialog({ kind: "invite", room: id }),
    });
  if (admin)
    items.push({ label: t.roomSettings, icon: "gear", run: () => openDialog({ kind: "room", room: id }) });
  if (info.is_member) items.push({ label: t.leave, icon: "back", danger: true, run: () => void leave() });
  return items;
}
