import { useChat } from "@roomcast/react";
import { useCalm } from "../state/calm.ts";
import { useTexts } from "../text/index.ts";
import { Icon } from "../ui/Icon.tsx";
import ui from "../ui/ui.module.css";
import styles from "./timeline.module.css";

/** A button that goes to the newest message and counts the messages from number `from` to number `to`. */
export function ToLatest({ from, to, onClick }: { from: number; to: number; onClick(): void }) {
  const t = useTexts();
  const count = from ? Math.max(0, to - from) : 0;
  return (
    <button type="button" className={styles.toLatest} onClick={onClick}>
      <Icon name="down" size={18} />
      <span className={count ? undefined : ui.hidden}>{count ? t.toLatestCount(count) : t.toLatest}</span>
    </button>
  );
}

interface UnreadAboveProps {
  id: number;
  firstUnreadId: number | null;
  hasOlder: boolean;
  atEnd: boolean;
  goTo(id: number): void;
}

/** A button that goes to the last read message, shown if more is unread than is loaded. */
export function UnreadAbove({ id, firstUnreadId, hasOlder, atEnd, goTo }: UnreadAboveProps) {
  const t = useTexts();
  const { count, lastReadId } = useCalm(useChat().room(id).unread);
  if (firstUnreadId !== null || !hasOlder || count === 0 || !lastReadId || !atEnd) return null;
  return (
    <button type="button" className={styles.unreadAbove} onClick={() => goTo(lastReadId)}>
      {t.unreadAbove(count)}
    </button>
  );
}
