import type { Notify, RoomListItem, RoomType } from "@roomcast/client";
import { memo } from "react";
import { Link } from "wouter";
import { useBlocked } from "../state/blocks.ts";
import { useSettings } from "../state/settings.ts";
import { useShownUnread } from "../state/watched.ts";
import { withoutControls } from "../text/bidi.ts";
import type { Texts } from "../text/en.ts";
import { dateOf, when } from "../text/format.ts";
import { useTexts } from "../text/index.ts";
import { Icon, type IconName } from "../ui/Icon.tsx";
import ui from "../ui/ui.module.css";
import { previewOf } from "./preview.ts";
import styles from "./rooms.module.css";
import { titleOf } from "./title.ts";

/** The sign of each type of room. */
export const ROOM_ICONS: Record<RoomType, IconName> = { public: "hash", group: "group", private: "lock" };

/** The sign of a room. */
export const iconOf = ({ room_type, is_direct }: Pick<RoomListItem, "room_type" | "is_direct">): IconName =>
  is_direct ? "user" : ROOM_ICONS[room_type];

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
  const { pinned } = useSettings();
  const blocked = useBlocked();
  const notify = item.me?.notify ?? "all";
  const isMuted = notify === "none";
  const unread = useShownUnread(item.id, item.unread_count);
  const activeAt = item.last_message?.created_at ?? item.created_at;
  return (
    <li>
      <Link href={`/r/${item.id}`} className={styles.row} aria-current={active ? "page" : undefined}>
        <span className={styles.sign} title={item.is_direct ? t.directRooms : t.types[item.room_type]}>
          <Icon name={iconOf(item)} size={18} />
        </span>
        <span className={styles.name} data-unread={unread > 0 && !isMuted}>
          <bdi>{withoutControls(titleOf(item))}</bdi>
          {pinned.includes(item.id) && <Icon name="pin" size={14} />}
          {notify !== "all" && <Bell t={t} notify={notify} />}
        </span>
        <time className={styles.time} dateTime={activeAt}>
          {when(t, dateOf(activeAt))}
        </time>
        <span className={styles.last} dir="auto">
          {previewOf(t, item, userId, blocked)}
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

/** Says which notifications the user has chosen for a room. */
function Bell({ t, notify }: { t: Texts; notify: Notify }) {
  return (
    <span className={styles.bell} title={t.notify[notify]}>
      <Icon name={notify === "none" ? "bellOff" : "bell"} size={14} />
      {notify === "mentions" && <span aria-hidden="true">@</span>}
      <span className={ui.hidden}>{t.notify[notify]}</span>
    </span>
  );
}
