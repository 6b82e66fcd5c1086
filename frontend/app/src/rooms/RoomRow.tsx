import type { RoomListItem, RoomType } from "@roomcast/client";
import { memo } from "react";
import { Link } from "wouter";
import { useSettings } from "../state/settings.ts";
import type { Texts } from "../text/en.ts";
import { when } from "../text/format.ts";
import { useTexts } from "../text/index.ts";
import { Icon, type IconName } from "../ui/Icon.tsx";
import ui from "../ui/ui.module.css";
import styles from "./rooms.module.css";

export const ROOM_ICONS: Record<RoomType, IconName> = { public: "hash", group: "group", private: "lock" };

/** What the server puts in the place of a deleted message. */
const DELETED = "[消息已删除]";

const lastWords = (content: string, t: Texts) => (content === DELETED ? t.deleted : content || t.file);

interface RoomRowProps {
  item: RoomListItem;
  active: boolean;
  mentioned: boolean;
  /** One's own username. */
  me: string | undefined;
}

/** A room in the list: its name, its last words, what is unread. */
export const RoomRow = memo(function RoomRow({ item, active, mentioned, me }: RoomRowProps) {
  const t = useTexts();
  const { pinned, muted } = useSettings();
  const last = item.last_message;
  const isMuted = muted.includes(item.id);
  const unread = item.unread_count;
  const who = last && (last.sender === me ? t.you : last.sender);
  const invited = !item.is_member && item.room_type !== "public";
  return (
    <li>
      <Link href={`/r/${item.id}`} className={styles.row} aria-current={active ? "page" : undefined}>
        <span className={styles.sign} title={t.types[item.room_type]}>
          <Icon name={ROOM_ICONS[item.room_type]} size={18} />
        </span>
        <span className={styles.name} data-unread={unread > 0 && !isMuted}>
          {item.name}
          {pinned.includes(item.id) && <Icon name="pin" size={14} />}
          {isMuted && <Icon name="mute" size={14} />}
        </span>
        <time className={styles.time} dateTime={last?.created_at ?? item.created_at}>
          {when(t, new Date(last?.created_at ?? item.created_at))}
        </time>
        <span className={styles.last} dir="auto">
          {last ? `${who}: ${lastWords(last.content, t)}` : item.description || t.members(item.member_count)}
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
