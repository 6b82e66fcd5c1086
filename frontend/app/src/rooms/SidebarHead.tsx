import { openDialog } from "../state/dialogs.ts";
import { useTexts } from "../text/index.ts";
import { Icon } from "../ui/Icon.tsx";
import ui from "../ui/ui.module.css";
import { MeButton } from "./MeButton.tsx";
import styles from "./rooms.module.css";

/** The user's own button, and the buttons for notifications and for a new room. */
export function SidebarHead({ unreadNotifications }: { unreadNotifications: number }) {
  const t = useTexts();
  const count = unreadNotifications ? ` (${unreadNotifications})` : "";
  return (
    <header className={styles.head}>
      <MeButton />
      <button
        type="button"
        className={ui.iconButton}
        aria-label={`${t.notifications}${count}`}
        onClick={() => openDialog({ kind: "notifications" })}
      >
        <Icon name="bell" />
        {unreadNotifications > 0 && <span className={styles.dot} />}
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
  );
}
