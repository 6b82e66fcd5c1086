import type { RoomDetail } from "@roomcast/client";
import { useChat } from "@roomcast/react";
import { useLocation } from "wouter";
import { complain } from "../state/toasts.ts";
import { useTexts } from "../text/index.ts";
import { Icon, type IconName } from "../ui/Icon.tsx";
import ui from "../ui/ui.module.css";
import { useMenu } from "../ui/useMenu.tsx";

/** The panels that can stand beside a room. */
export type PanelName = "members" | "search";

interface RoomButtonsProps {
  id: number;
  info: RoomDetail;
  /** The open panel. */
  panel: PanelName | null;
  onPanel(panel: PanelName | null): void;
}

const ICONS: Record<PanelName, IconName> = { search: "search", members: "group" };

/** The buttons of a room that can be read: its panels and its menu. */
export function RoomButtons({ id, info, panel, onPanel }: RoomButtonsProps) {
  const t = useTexts();
  const menu = useMenu();
  const room = useChat().room(id);
  const [, navigate] = useLocation();
  const openMenu = (anchor: DOMRect) =>
    import("./roomMenu.ts").then(
      ({ roomMenu }) => menu.open(t.more, roomMenu(room, info, navigate), anchor),
      complain,
    );
  const toggle = (name: PanelName, label: string) => (
    <button
      type="button"
      className={ui.iconButton}
      aria-label={label}
      aria-pressed={panel === name}
      onClick={() => onPanel(panel === name ? null : name)}
    >
      <Icon name={ICONS[name]} />
    </button>
  );
  return (
    <>
      {toggle("search", t.search)}
      {toggle("members", t.membersTitle)}
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
