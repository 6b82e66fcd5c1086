import type { Room } from "@roomcast/client";
import { useTexts } from "../text/index.ts";
import { Icon } from "../ui/Icon.tsx";
import ui from "../ui/ui.module.css";
import type { Place } from "./place/usePlace.ts";
import styles from "./timeline.module.css";
import { useArrived } from "./useArrived.ts";

/** A button that goes to the newest message; says how many messages came while the reader was elsewhere. */
export default function ToLatest({ room, place, hasNewer }: { room: Room; place: Place; hasNewer: boolean }) {
  const t = useTexts();
  const count = useArrived(room, place, hasNewer);
  if (place.atEnd && !hasNewer) return null;
  return (
    <button type="button" className={styles.toLatest} onClick={place.goToEnd}>
      <Icon name="down" size={18} />
      <span className={count ? undefined : ui.hidden}>{count ? t.toLatestCount(count) : t.toLatest}</span>
    </button>
  );
}
