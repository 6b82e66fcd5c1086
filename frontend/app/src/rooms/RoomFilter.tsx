import { useTexts } from "../text/index.ts";
import { Icon } from "../ui/Icon.tsx";
import ui from "../ui/ui.module.css";
import styles from "./rooms.module.css";

/** The field that filters the room list. */
export function RoomFilter({ query, onQuery }: { query: string; onQuery(query: string): void }) {
  const t = useTexts();
  return (
    <label className={styles.filter}>
      <span className={ui.hidden}>{t.filterRooms}</span>
      <Icon name="search" size={18} />
      <input
        type="search"
        placeholder={t.filterRooms}
        value={query}
        onChange={(event) => onQuery(event.target.value)}
      />
    </label>
  );
}
