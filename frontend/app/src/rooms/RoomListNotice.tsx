import type { RoomListState } from "@roomcast/client";
import { useChat } from "@roomcast/react";
import shell from "../shell/shell.module.css";
import { openDialog } from "../state/dialogs.ts";
import { explain, useTexts } from "../text/index.ts";
import { Empty } from "../ui/Empty.tsx";
import ui from "../ui/ui.module.css";
import styles from "./rooms.module.css";

interface RoomListNoticeProps {
  rooms: Pick<RoomListState, "loaded" | "error">;
  query: string;
  /** Whether no room is listed. */
  empty: boolean;
}

/** Says why no room is listed: they are loading, could not be loaded, do not match, or there are none. */
export function RoomListNotice({ rooms, query, empty }: RoomListNoticeProps) {
  const t = useTexts();
  const chat = useChat();
  if (!rooms.loaded && !rooms.error) return <Bones />;
  if (!rooms.loaded) {
    return (
      <Empty icon="close" title={explain(rooms.error, t)}>
        <button type="button" className={ui.button} onClick={() => void chat.rooms.refresh()}>
          {t.retry}
        </button>
      </Empty>
    );
  }
  if (!empty) return null;
  if (query) return <p className={styles.nothing}>{t.noResults(query)}</p>;
  return (
    <Empty icon="hash" title={t.noRooms} body={t.noRoomsBody}>
      <button
        type="button"
        className={ui.button}
        data-look="main"
        onClick={() => openDialog({ kind: "create" })}
      >
        {t.createRoom}
      </button>
    </Empty>
  );
}

/** Widths of the grey lines that stand for rooms, in percent. */
const WIDTHS = [70, 50, 62, 44];

/** A sketch of the list while it loads. */
function Bones() {
  return (
    <div className={shell.bones} aria-hidden="true">
      {WIDTHS.map((width) => (
        <span key={width} className={ui.skeleton} style={{ width: `${width}%` }} />
      ))}
    </div>
  );
}
