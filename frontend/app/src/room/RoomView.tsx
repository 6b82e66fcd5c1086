import type { Message } from "@roomcast/client";
import { useRoom } from "@roomcast/react";
import { lazy, Suspense, useCallback, useEffect, useRef, useState } from "react";
import { Composer, type ComposerHandle } from "../composer/Composer.tsx";
import { focusComposer, isTouch } from "../state/ids.ts";
import { later } from "../state/later.ts";
import { Timeline, type TimelineHandle } from "../timeline/Timeline.tsx";
import { DropZone } from "./DropZone.tsx";
import type { PanelName } from "./RoomButtons.tsx";
import { RoomHeader } from "./RoomHeader.tsx";
import styles from "./room.module.css";
import { Title } from "./Title.tsx";
import { useHeading } from "./useHeading.ts";

const TypingLine = lazy(later(() => import("./TypingLine.tsx")));
const JoinBar = lazy(later(() => import("./JoinBar.tsx")));
const Gone = lazy(later(() => import("./Gone.tsx")));
const Members = lazy(later(() => import("../people/Members.tsx")));
const ThreadPanel = lazy(later(() => import("../threads/ThreadPanel.tsx")));
const Pins = lazy(later(() => import("../pins/Pins.tsx")));

/** The message that is being edited, and the ways to begin and to end that. */
function useEditing() {
  const [editing, setEditing] = useState<Message | null>(null);
  const onEdit = useCallback((message: Message) => {
    setEditing(message);
    focusComposer();
  }, []);
  const onEdited = useCallback(() => {
    setEditing(null);
    focusComposer();
  }, []);
  return { editing, onEdit, onEdited };
}

/** Shows one room: its messages, the message field, and a panel beside them. */
export function RoomView({ id, target }: { id: number; target: number | null }) {
  const { phase, info } = useRoom(id);
  const [panel, setPanel] = useState<PanelName | null>(null);
  const [thread, setThread] = useState<number | null>(null);
  const edit = useEditing();
  const composer = useRef<ComposerHandle>(null);
  const timeline = useRef<TimelineHandle>(null);
  const gone = typeof phase === "object" ? phase.gone : null;
  const heading = useHeading(id, info, gone);
  const { name } = heading;
  const closePanel = () => setPanel(null);
  const closeThread = useCallback(() => setThread(null), []);
  const onPanel = (name: PanelName | null) => {
    setThread(null);
    setPanel(name);
  };
  const goTo = useCallback((message: number) => timeline.current?.goTo(message), []);
  const onSent = () => timeline.current?.goToEnd();

  useEffect(() => {
    if (!isTouch()) focusComposer();
  }, []);

  return (
    <div className={styles.view}>
      <Title id={id} name={name} />
      <DropZone accepts={() => composer.current !== null} onFiles={(files) => composer.current?.add(files)}>
        <RoomHeader id={id} heading={heading} info={gone ? null : info} panel={panel} onPanel={onPanel} />
        {gone ? (
          <Suspense>
            <Gone id={id} why={gone} info={info} />
          </Suspense>
        ) : (
          <>
            <Timeline
              ref={timeline}
              id={id}
              name={name}
              target={target}
              onEdit={edit.onEdit}
              onThread={setThread}
            />
            <div className={styles.typing}>
              <Suspense>
                <TypingLine id={id} />
              </Suspense>
            </div>
            {info && !info.is_member ? (
              <Suspense>
                <JoinBar id={id} />
              </Suspense>
            ) : (
              <Composer ref={composer} id={id} name={name} {...edit} onSent={onSent} />
            )}
          </>
        )}
      </DropZone>
      {thread !== null && !gone && info && (
        <Suspense>
          <ThreadPanel key={thread} info={info} root={thread} onPick={goTo} onClose={closeThread} />
        </Suspense>
      )}
      {panel && thread === null && !gone && info && (
        <Suspense>
          {panel === "members" && <Members id={id} info={info} onPick={goTo} onClose={closePanel} />}
          {panel === "pins" && <Pins info={info} onPick={goTo} onClose={closePanel} />}
        </Suspense>
      )}
    </div>
  );
}
