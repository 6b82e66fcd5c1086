import { useChat } from "@roomcast/react";
import { useEffect } from "react";
import { useCalm } from "../state/calm.ts";
import { useTexts } from "../text/index.ts";

/** The window's title: the room, and what is unread in it. */
export function Title({ id, name }: { id: number; name: string }) {
  const t = useTexts();
  const { count } = useCalm(useChat().room(id).unread);
  useEffect(() => {
    document.title = `${count ? `(${count}) ` : ""}${name || t.rooms} · ${t.name}`;
  }, [count, name, t]);
  return null;
}
