import { memo } from "react";
import { useTexts } from "../text/index.ts";
import { Icon } from "../ui/Icon.tsx";
import ui from "../ui/ui.module.css";
import styles from "./rooms.module.css";

interface RoomFilterProps {
  query: string;
  onQuery(query: string): void;
}

/** The field that filters the room list. */
export const RoomFilter = memo(function RoomFilter({ query, onQuery }: RoomFilterProps) {
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
});
