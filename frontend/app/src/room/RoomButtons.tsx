import type { RoomDetail } from "@roomcast/client";
import { useChat } from "@roomcast/react";
import { useLocation } from "wouter";
import { usePins, usePinsState } from "../pins/usePins.ts";
import { openDialog } from "../state/dialogs.ts";
import { complain } from "../state/toasts.ts";
import { useTexts } from "../text/index.ts";
import { Icon, type IconName } from "../ui/Icon.tsx";
import ui from "../ui/ui.module.css";
import { useMenu } from "../ui/useMenu.tsx";
import styles from "./room.module.css";

/** The panels that can stand beside a room. */
export type PanelName = "members" | "pins";

interface RoomButtonsProps {
  info: RoomDetail;
  /** The open panel. */
  panel: PanelName | null;
  onPanel(panel: PanelName | null): void;
}

const ICONS: Record<PanelName, IconName> = { pins: "pin", members: "group" };

/** The buttons of a room that can be read: its panels and its menu. */
export function RoomButtons({ info, panel, onPanel }: RoomButtonsProps) {
  const t = useTexts();
  const menu = useMenu();
  const chat = useChat();
  const [, navigate] = useLocation();
  const openMenu = (anchor: DOMRect) =>
    import("./roomMenu.ts").then(
      ({ roomMenu }) => menu.open(t.more, roomMenu(chat, info, navigate), anchor),
      complain,
    );
  const pinned = usePinsState(usePins(info.id)).messageIds.length;
  const toggle = (name: PanelName, label: string, count = 0) => (
    <button
      type="button"
      className={ui.iconButton}
      aria-label={label}
      aria-pressed={panel === name}
      onClick={() => onPanel(panel === name ? null : name)}
    >
      <Icon name={ICONS[name]} />
      {count > 0 && <span className={styles.count}>{count}</span>}
    </button>
  );
  return (
    <>
      {toggle("pins", t.pinnedMessages(pinned), pinned)}
      <button
        type="button"
        className={ui.iconButton}
        aria-label={t.search}
        aria-haspopup="dialog"
        onClick={() => openDialog({ kind: "search", room: info.id, here: true })}
      >
        <Icon name="search" />
      </button>
      {!info.is_direct && toggle("members", t.membersTitle)}
      <button
        type="button"
        className={ui.iconButton}
        aria-label={t.more}
        aria-haspopup="menu"
        onClick={(event) => void openMenu(event.currentTarget.getBoundingClientRect())}
      >
        <Icon name="more" />
      </button>
      {menu.node}
    </>
  );
}
