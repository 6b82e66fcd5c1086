import { useTexts } from "../text/index.ts";
import Gone from "./Gone.tsx";
import { RoomHeader } from "./RoomHeader.tsx";
import styles from "./room.module.css";

/** The id that no room has. */
const NO_ROOM = 0;

/** Stands in for a room where the address names none. */
export default function UnknownRoom() {
  const t = useTexts();
  const heading = { name: "", icon: undefined, title: t.roomNotFound };
  return (
    <div className={styles.view}>
      <div className={styles.column}>
        <RoomHeader id={NO_ROOM} heading={heading} info={null} panel={null} onPanel={() => undefined} />
        <Gone id={NO_ROOM} why="not_found" info={null} />
      </div>
    </div>
  );
}
