import type { RoomDetail } from "@roomcast/client";
import { useOnline } from "@roomcast/react";
import { useLocation } from "wouter";
import { useTexts } from "../text/index.ts";
import { Icon } from "../ui/Icon.tsx";
import { type PanelName, RoomButtons } from "./RoomButtons.tsx";
import styles from "./room.module.css";
import type { Heading } from "./useHeading.ts";

interface RoomHeaderProps {
  id: number;
  heading: Heading;
  /** The room's details; null while they are not known, or if the room cannot be read. */
  info: RoomDetail | null;
  /** The open panel. */
  panel: PanelName | null;
  onPanel(panel: PanelName | null): void;
}

/** Shows a room's name and people, and its buttons. */
export function RoomHeader({ id, heading, info, panel, onPanel }: RoomHeaderProps) {
  const t = useTexts();
  const online = useOnline(id);
  const other = info?.direct_user;
  const [, navigate] = useLocation();
  return (
    <header className={styles.head}>
      <button type="button" className={styles.back} aria-label={t.toRooms} onClick={() => navigate("/")}>
        <Icon name="back" />
      </button>
      <div className={styles.title}>
        <h1>
          {heading.icon && <Icon name={heading.icon} size={18} />}
          <span dir="auto">{heading.title}</span>
        </h1>
        <p>
          {other && online.has(other.id) && <span>{t.isOnline}</span>}
          {info && !other && <span>{t.members(info.member_count)}</span>}
          {!other && online.size > 0 && <span> · {t.online(online.size)}</span>}
          {info?.description && (
            <span className={styles.about}>
              {" · "}
              <bdi>{info.description}</bdi>
            </span>
          )}
        </p>
      </div>
      {info && <RoomButtons info={info} panel={panel} onPanel={onPanel} />}
    </header>
  );
}
