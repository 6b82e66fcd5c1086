import type { Room } from "@roomcast/client";
import { useTexts } from "../text/index.ts";
import { Icon } from "../ui/Icon.tsx";
import type { Place } from "./place/usePlace.ts";
import styles from "./timeline.module.css";
import { useReading } from "./useReading.ts";

/** Stands over the list while the reader has jumped over unread messages: goes to them, or marks them as read. */
export default function UnreadAbove({
  room,
  place,
  hasNewer,
}: {
  room: Room;
  place: Place;
  hasNewer: boolean;
}) {
  const t = useTexts();
  const { skipped, dismiss } = useReading(room, place, hasNewer);
  if (!skipped) return null;
  return (
    <div className={styles.unreadAbove}>
      <button type="button" onClick={() => place.goTo(skipped.firstId)}>
        <span>{t.unreadAbove(skipped.count)}</span>
      </button>
      <button type="button" aria-label={t.markAboveRead} title={t.markAboveRead} onClick={dismiss}>
        <Icon name="close" size={16} />
      </button>
    </div>
  );
}
