import type { Entry, Message, Room, RoomDetail } from "@roomcast/client";
import type { Thread } from "@roomcast/client/threads";
import { useChat, useMe, useReadable } from "@roomcast/react";
import { type KeyboardEvent, useCallback, useEffect, useRef, useState } from "react";
import { Composer, type ComposerHandle } from "../composer/Composer.tsx";
import { Panel } from "../people/Panel.tsx";
import { isNarrow, isTouch } from "../state/ids.ts";
import { complain } from "../state/toasts.ts";
import { useTexts } from "../text/index.ts";
import { useMoreTexts } from "../text/more.ts";
import { Row } from "../timeline/Row.tsx";
import { rowProps } from "../timeline/rowProps.ts";
import { useHides } from "../timeline/useHides.ts";
import { useMessageActions } from "../timeline/useMessageActions.tsx";
import { focusThreadField, THREAD_FIELD_ID } from "./field.ts";
import styles from "./threads.module.css";
import { useStayAtEnd } from "./useStayAtEnd.ts";
import { useThread } from "./useThread.ts";

interface ThreadPanelProps {
  info: RoomDetail;
  /** The id of the first message of the thread. */
  root: number;
  /** Called with the id of a message that is to be shown in the room. */
  onPick(message: number): void;
  onClose(): void;
}

/** A thread beside its room: the first message, the replies, and a message field of its own. */
export default function ThreadPanel({ info, root, onPick, onClose }: ThreadPanelProps) {
  const t = useMoreTexts().threads;
  const room = useChat().room(info.id);
  const { thread, state } = useThread(info.id, root);
  const [editing, setEditing] = useState<Message | null>(null);
  const composer = useRef<ComposerHandle>(null);
  const entries = useEntries(info.id, root, state);
  const { list, onScroll, toEnd } = useStayAtEnd(entries, state.hasMore);

  useEffect(() => {
    if (!isTouch()) focusThreadField();
  }, []);

  const goTo = useCallback(
    (id: number) => {
      onPick(id);
      // On a narrow page the panel would cover the message.
      if (isNarrow()) onClose();
    },
    [onPick, onClose],
  );
  const onEdit = useCallback((message: Message) => {
    setEditing(message);
    focusThreadField();
  }, []);
  const onReply = useCallback(
    (message: Message) => {
      thread.draft.set({ replyTo: message.id });
      focusThreadField();
    },
    [thread],
  );
  const { actions, menu } = useMessageActions(room, goTo, onEdit, { root, onReply });
  const onEdited = () => {
    setEditing(null);
    focusThreadField();
  };
  /** Escape ends an edit or an answer before it closes the panel. */
  const onKeyDown = (event: KeyboardEvent) => {
    if (event.key === "Escape" && (editing || thread.draft.get().replyTo !== null)) event.stopPropagation();
  };
  return (
    <Panel title={t.title} onClose={onClose}>
      <div
        ref={list}
        className={styles.list}
        role="feed"
        // biome-ignore lint/a11y/noNoninteractiveTabindex: an element that scrolls must be reachable by key
        tabIndex={0}
        aria-label={t.title}
        onScroll={onScroll}
      >
        <Replies entries={entries} actions={actions} room={room} />
        {state.hasMore && <More thread={thread} words={t.more} />}
      </div>
      {info.is_member && (
        // biome-ignore lint/a11y/noStaticElementInteractions: it stops a key of the field inside
        <div onKeyDown={onKeyDown}>
          <Composer
            ref={composer}
            id={info.id}
            name={info.name}
            editing={editing}
            onEdit={onEdit}
            onEdited={onEdited}
            onSent={toEnd}
            thread={{ root, draft: thread.draft, fieldId: THREAD_FIELD_ID, label: t.write }}
          />
        </div>
      )}
      {menu}
    </Panel>
  );
}

/** The messages of a thread: as the room shows them, where it does, and those that are on their way. */
function useEntries(id: number, root: number, { root: first, replies }: ReturnType<Thread["get"]>): Entry[] {
  const { entries } = useReadable(useChat().room(id).timeline);
  const shown = new Map(
    entries.flatMap((entry) => (entry.kind === "sent" ? [[entry.message.id, entry]] : [])),
  );
  const all = first ? [first, ...replies] : [];
  const ids = new Set([root, ...all.map((message) => message.id)]);
  const sent = all.map(
    (message) => shown.get(message.id) ?? ({ kind: "sent", key: `thread ${message.id}`, message } as const),
  );
  const local = entries.filter((entry) => entry.kind === "local" && ids.has(entry.outgoing.reply_to ?? 0));
  return [...sent, ...local];
}

interface RepliesProps {
  entries: readonly Entry[];
  actions: ReturnType<typeof useMessageActions>["actions"];
  room: Room;
}

function Replies({ entries, actions, room }: RepliesProps) {
  const t = useTexts();
  const me = useMe();
  const hides = useHides(room);
  const timeline = { hasOlder: true, firstUnreadId: null };
  const common = {
    t,
    me,
    actions,
    entries,
    timeline,
    name: "",
    beginning: "",
    events: NO_EVENTS,
    flash: null,
    hides,
  };
  return entries.map((entry, index) => (
    <Row key={entry.key} {...rowProps(common, entry, index)} replies={0} />
  ));
}

const NO_EVENTS = new Map<number, never>();

/** Reads the replies that follow. */
function More({ thread, words }: { thread: Thread; words: string }) {
  return (
    <button type="button" className={styles.more} onClick={() => void thread.more().catch(complain)}>
      {words}
    </button>
  );
}
