import type { Message, Room } from "@roomcast/client";
import { useSyncExternalStore } from "react";
import { complain } from "../state/toasts.ts";
import { charactersLeft } from "./CharactersLeft.tsx";
import type { useFiles } from "./useFiles.ts";
import type { Writing } from "./useWriting.ts";

interface SendingProps {
  room: Room;
  editing: Message | null;
  writing: Pick<Writing, "text" | "draft" | "replyTo">;
  files: Pick<ReturnType<typeof useFiles>, "files" | "take">;
  /** The first message of the thread that is written in. */
  root: number | null;
  /** Whether the room's slow mode holds new messages back. */
  isHeld: boolean;
  /** Called when an edit is saved or given up. */
  onEdited(): void;
  /** Called when a new message is sent. */
  onSent(): void;
}

/** Sends the message, or saves the edit; `ready` says whether that is possible now. */
export function useSending(props: SendingProps) {
  const { room, editing, writing, files, root, isHeld, onEdited, onSent } = props;
  const { text, draft, replyTo } = writing;
  const isReady = () => {
    const hasContent = text.get().trim() !== "" || (files.files.length > 0 && !editing);
    return hasContent && charactersLeft(text.get()) >= 0 && (!isHeld || editing !== null);
  };
  const ready = useSyncExternalStore(text.subscribe, isReady);

  const submit = () => {
    if (!isReady()) return;
    const content = text.get().trimEnd();
    if (editing) {
      if (content !== editing.content) room.edit(editing.id, content).catch(complain);
      return onEdited();
    }
    const [first, ...others] = files.take();
    room.send({ content, reply_to: replyTo ?? root, file: first });
    for (const file of others) room.send({ content: "", ...(root !== null && { reply_to: root }), file });
    draft.clear();
    onSent();
  };
  /** Gives up the edit, else the answer; if there is neither, marks the room as read. */
  const cancel = () => {
    if (editing) onEdited();
    else if (replyTo !== null) draft.set({ replyTo: null });
    else room.markRead();
  };
  return { ready, submit, cancel };
}
