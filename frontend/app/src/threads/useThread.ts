import { type Thread, type ThreadState, threadOf } from "@roomcast/client/threads";
import { useChat, useReadable } from "@roomcast/react";
import { useEffect, useMemo } from "react";

/** A live thread, as long as the component is mounted. */
export function useThread(room: number, root: number): { thread: Thread; state: ThreadState } {
  const chat = useChat();
  const thread = useMemo(() => threadOf(chat, room, root), [chat, room, root]);
  useEffect(() => thread.watch(), [thread]);
  return { thread, state: useReadable(thread) };
}
