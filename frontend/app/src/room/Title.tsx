import { useChat } from "@roomcast/react";
import { useEffect } from "react";
import { useCalm } from "../state/calm.ts";
import { useShownUnread } from "../state/watched.ts";
import { isolated } from "../text/bidi.ts";
import { useTexts } from "../text/index.ts";

/** Sets the window's title to the room's name and its number of unread messages. */
export function Title({ id, name }: { id: number; name: string }) {
  const t = useTexts();
  const count = useShownUnread(id, useCalm(useChat().room(id).unread).count);
  useEffect(() => {
    document.title = `${count ? `(${count}) ` : ""}${isolated(name) || t.rooms} · ${t.name}`;
  }, [count, name, t]);
  return null;
}
