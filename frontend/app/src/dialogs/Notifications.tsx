import type { Notification } from "@roomcast/client";
import { useChat, useNotifications } from "@roomcast/react";
import { useEffect } from "react";
import { useLocation } from "wouter";
import { complain } from "../state/toasts.ts";
import { isolated, withoutControls } from "../text/bidi.ts";
import { dateOf, exact, when } from "../text/format.ts";
import { explain, useTexts } from "../text/index.ts";
import { useMoreTexts } from "../text/more.ts";
import { Dialog } from "../ui/Dialog.tsx";
import { Empty } from "../ui/Empty.tsx";
import { Icon, type IconName } from "../ui/Icon.tsx";
import ui from "../ui/ui.module.css";
import styles from "./dialogs.module.css";

const ICONS: Record<Notification["notification_type"], IconName> = {
  message: "hash",
  mention: "user",
  room_invite: "plus",
  system: "gear",
};

/** A panel that lists the user's notifications of all rooms. */
export default function Notifications({ onClose }: { onClose(): void }) {
  const t = useTexts();
  const more = useMoreTexts().notifications;
  const { notifications } = useChat();
  const state = useNotifications();
  const [, navigate] = useLocation();
  useEffect(() => void notifications.refresh().catch(() => undefined), [notifications]);
  const open = (item: Notification) => {
    if (!item.is_read) notifications.markRead(item.id).catch(() => undefined);
    onClose();
    navigate(item.message ? `/r/${item.room.id}/m/${item.message.id}` : `/r/${item.room.id}`);
  };
  return (
    <Dialog title={t.notifications} shape="side" onClose={onClose}>
      {state.items.length > 0 && (
        <div className={ui.buttons}>
          <button
            type="button"
            className={ui.button}
            data-look="plain"
            disabled={state.unread === 0}
            onClick={() => notifications.markAllRead().catch(complain)}
          >
            {more.markAll}
          </button>
        </div>
      )}
      <ul className={styles.notifications}>
        {state.items.map((item) => (
          <Item key={item.id} item={item} onClick={() => open(item)} />
        ))}
      </ul>
      {state.hasMore && (
        <button type="button" className={ui.button} onClick={() => notifications.more().catch(complain)}>
          {t.loadMore}
        </button>
      )}
      {state.error && (
        <p className={ui.problem} role="alert">
          {explain(state.error, t)}
        </p>
      )}
      {state.loaded && state.items.length === 0 && (
        <Empty icon="bell" title={more.noNotifications} body={more.noNotificationsBody} />
      )}
    </Dialog>
  );
}

function Item({ item, onClick }: { item: Notification; onClick(): void }) {
  const t = useTexts();
  const createdAt = dateOf(item.created_at);
  return (
    <li>
      <button type="button" data-unread={!item.is_read || undefined} onClick={onClick}>
        <span className={styles.sign}>
          <Icon name={ICONS[item.notification_type]} size={18} />
        </span>
        <span className={styles.what}>
          <b>{t.notificationOf[item.notification_type](isolated(item.room.name))}</b>
          <span dir="auto">{withoutControls(item.content)}</span>
        </span>
        <time dateTime={item.created_at} title={exact(t, createdAt)}>
          {when(t, createdAt)}
        </time>
      </button>
    </li>
  );
}
