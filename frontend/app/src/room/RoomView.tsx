import type { Message } from "@roomcast/client";
import { useRoom } from "@roomcast/react";
import { type DragEvent, lazy, Suspense, useCallback, useEffect, useRef, useState } from "react";
import { Composer, type ComposerHandle } from "../composer/Composer.tsx";
import { focusComposer, isTouch } from "../state/ids.ts";
import { useTexts } from "../text/index.ts";
import { Timeline } from "../timeline/Timeline.tsx";
import { Gone } from "./Gone.tsx";
import { JoinBar } from "./JoinBar.tsx";
import { RoomHeader } from "./RoomHeader.tsx";
import styles from "./room.module.css";
import { Title } from "./Title.tsx";
import { TypingLine } from "./TypingLine.tsx";

const Members = lazy(() => import("../people/Members.tsx"));
const Search = lazy(() => import("../people/Search.tsx"));

export type PanelName = "members" | "search";

/** One room: its messages, and beside them who is there or what was searched. */
export function RoomView({ id, target }: { id: number; target: number | null }) {
  const t = useTexts();
  const { phase, info } = useRoom(id);
  const [panel, setPanel] = useState<PanelName | null>(null);
  const [editing, setEditing] = useState<Message | null>(null);
  const [dragging, setDragging] = useState(false);
  const composer = useRef<ComposerHandle>(null);
  const gone = typeof phase === "object" ? phase.gone : null;
  const name = info?.name ?? "";

  useEffect(() => {
    if (!isTouch()) focusComposer();
  }, []);
  const endEditing = useCallback(() => {
    setEditing(null);
    focusComposer();
  }, []);
  const startEditing = useCallback((message: Message) => {
    setEditing(message);
    focusComposer();
  }, []);

  const takesFiles = (event: DragEvent) => event.dataTransfer.types.includes("Files") && composer.current;
  return (
    <div className={styles.view}>
      <Title id={id} name={name} />
      {/* biome-ignore lint/a11y/noStaticElementInteractions: files can also be added by the button and by pasting */}
      <div
        className={styles.column}
        onDragOver={(event) => {
          if (!takesFiles(event)) return;
          event.preventDefault();
          setDragging(true);
        }}
        onDragLeave={(event) => event.currentTarget === event.target && setDragging(false)}
        onDrop={(event) => {
          setDragging(false);
          if (!takesFiles(event)) return;
          event.preventDefault();
          composer.current?.add(event.dataTransfer.files);
        }}
      >
        <RoomHeader id={id} info={info} panel={panel} onPanel={setPanel} />
        {gone ? (
          <Gone id={id} why={gone} info={info} />
        ) : (
          <>
            <Timeline id={id} name={name} target={target} onEdit={startEditing} />
            <TypingLine id={id} />
            {info && !info.is_member ? (
              <JoinBar id={id} />
            ) : (
              <Composer
                ref={composer}
                id={id}
                name={name}
                editing={editing}
                onEdit={startEditing}
                onEdited={endEditing}
              />
            )}
          </>
        )}
        {dragging && <div className={styles.drop}>{t.dropHere}</div>}
      </div>
      {panel && !gone && info && (
        <Suspense>
          {panel === "members" ? (
            <Members id={id} info={info} onClose={() => setPanel(null)} />
          ) : (
            <Search id={id} onClose={() => setPanel(null)} />
          )}
        </Suspense>
      )}
    </div>
  );
}
