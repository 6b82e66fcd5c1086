import type { RoomListItem, RoomType } from "@roomcast/client";
import { memo } from "react";
import { Link } from "wouter";
import { useSettings } from "../state/settings.ts";
import { withoutControls } from "../text/bidi.ts";
import { dateOf, when } from "../text/format.ts";
import { useTexts } from "../text/index.ts";
import { Icon, type IconName } from "../ui/Icon.tsx";
import ui from "../ui/ui.module.css";
import { previewOf } from "./preview.ts";
import styles from "./rooms.module.css";

/** The sign of each type of room. */
export const ROOM_ICONS: Record<RoomType, IconName> = { public: "hash", group: "group", private: "lock" };

interface RoomRowProps {
  item: RoomListItem;
  /** Whether the room is open. */
  active: boolean;
  /** Whether the user is invited to the room. */
  invited: boolean;
  /** Whether the user has an unread mention in the room. */
  mentioned: boolean;
  /** The user's id. */
  userId: number | undefined;
}

/** Shows a room in the list: its name, its last message, its unread messages. */
export const RoomRow = memo(function RoomRow({ item, active, invited, mentioned, userId }: RoomRowProps) {
  const t = useTexts();
  const { pinned, muted } = useSettings();
  const isMuted = muted.includes(item.id);
  const unread = item.unread_count;
  const activeAt = item.last_message?.created_at ?? item.created_at;
  return (
    <li>
      <Link href={`/r/${item.id}`} className={styles.row} aria-current={active ? "page" : undefined}>
        <span className={styles.sign} title={t.types[item.room_type]}>
          <Icon name={ROOM_ICONS[item.room_type]} size={18} />
        </span>
        <span className={styles.name} data-unread={unread > 0 && !isMuted}>
          <bdi>{withoutControls(item.name)}</bdi>
          {pinned.includes(item.id) && <Icon name="pin" size={14} />}
          {isMuted && <Icon name="mute" size={14} />}
        </span>
        <time className={styles.time} dateTime={activeAt}>
          {when(t, dateOf(activeAt))}
        </time>
        <span className={styles.last} dir="auto">
          {previewOf(t, item, userId)}
        </span>
        <span className={styles.badges}>
          {invited && <span className={styles.badge}>{t.invited}</span>}
          {mentioned && (
            <span className={styles.badge} data-look="mention">
              <span aria-hidden="true">@</span>
              <span className={ui.hidden}>{t.mentioned}</span>
            </span>
          )}
          {unread > 0 && (
            <span className={styles.badge} data-look={isMuted ? undefined : "count"}>
              <span aria-hidden="true">{unread > 99 ? "99+" : unread}</span>
              <span className={ui.hidden}>{t.unread(unread)}</span>
            </span>
          )}
        </span>
      </Link>
    </li>
  );
});
