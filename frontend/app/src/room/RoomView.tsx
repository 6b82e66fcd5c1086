import type { Message } from "@roomcast/client";
import { useRoom } from "@roomcast/react";
import { useCallback, useEffect, useRef, useState } from "react";
import { Composer, type ComposerHandle } from "../composer/Composer.tsx";
import { focusComposer, isTouch } from "../state/ids.ts";
import { part } from "../state/part.tsx";
import { Timeline, type TimelineHandle } from "../timeline/Timeline.tsx";
import { DropZone } from "./DropZone.tsx";
import type { PanelName } from "./RoomButtons.tsx";
import { RoomHeader } from "./RoomHeader.tsx";
import styles from "./room.module.css";
import { Title } from "./Title.tsx";
import { useHeading } from "./useHeading.ts";

const TypingLine = part(() => import("./TypingLine.tsx"));
const JoinBar = part(() => import("./JoinBar.tsx"));
const Gone = part(() => import("./Gone.tsx"));
const Members = part(() => import("../people/Members.tsx"));
const ThreadPanel = part(() => import("../threads/ThreadPanel.tsx"));
const Pins = part(() => import("../pins/Pins.tsx"));

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
  const shownInfo = gone ? null : info;
  const shownPanel = thread === null ? panel : null;
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
        <RoomHeader id={id} heading={heading} info={shownInfo} panel={panel} onPanel={onPanel} />
        {gone ? (
          <Gone id={id} why={gone} info={info} />
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
              <TypingLine id={id} />
            </div>
            {info && !info.is_member ? (
              <JoinBar id={id} />
            ) : (
              <Composer ref={composer} id={id} name={name} {...edit} onSent={onSent} />
            )}
          </>
        )}
      </DropZone>
      {shownInfo && thread !== null && (
        <ThreadPanel key={thread} info={shownInfo} root={thread} onPick={goTo} onClose={closeThread} />
      )}
      {shownInfo && shownPanel === "members" && (
        <Members id={id} info={shownInfo} onPick={goTo} onClose={closePanel} />
      )}
      {shownInfo && shownPanel === "pins" && <Pins info={shownInfo} onPick={goTo} onClose={closePanel} />}
    </div>
  );
}
