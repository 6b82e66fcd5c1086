import type { Entry, Message, Room } from "@roomcast/client";
import { useChat, useOwn } from "@roomcast/react";
import { type ReactNode, useEffect, useMemo, useRef, useSyncExternalStore } from "react";
import { confirm } from "../state/dialogs.ts";
import { focusComposer } from "../state/ids.ts";
import { complain, toast } from "../state/toasts.ts";
import { currentTexts, useTexts } from "../text/index.ts";
import type { MenuItem } from "../ui/Menu.tsx";
import { useMenu } from "../ui/useMenu.tsx";
import { type Happened, happenedIn } from "./happened.ts";

/** What can be done with a message; the same object as long as the room is. */
export interface Acts {
  reply(message: Message): void;
  edit(message: Message): void;
  remove(message: Message): Promise<void>;
  menu(entry: Entry, anchor: DOMRect): void;
  goTo(id: number): void;
  message(id: number): Promise<Message>;
  retry(key: string): void;
  discard(key: string): void;
  mayEdit(message: Message): boolean;
  mayRemove(message: Message): boolean;
}

export function useActs(
  room: Room,
  goTo: (id: number) => void,
  edit: (message: Message) => void,
): { acts: Acts; lines: ReturnType<Happened["get"]>; node: ReactNode } {
  const t = useTexts();
  const { me } = useChat();
  const own = useOwn(room.id);
  const menu = useMenu();
  const now = useRef({ own, menu, t });
  useEffect(() => {
    now.current = { own, menu, t };
  });

  const happened = happenedIn(room);
  const lines = useSyncExternalStore(happened.subscribe, happened.get);
  useEffect(() => happened.collect(), [happened]);

  const acts = useMemo<Acts>(() => {
    const mine = (message: Message) => message.sender.id === me.get()?.id;
    const all: Acts = {
      goTo,
      edit,
      message: room.message,
      retry: room.retry,
      discard: room.discard,
      mayEdit: (message) => mine(message) && !message.is_deleted && !now.current.own?.is_muted,
      mayRemove: (message) => !message.is_deleted && (mine(message) || now.current.own?.role === "admin"),
      reply(message) {
        room.draft.set({ replyTo: message.id });
        focusComposer();
      },
      async remove(message) {
        const t = currentTexts();
        const yes = await confirm({ title: t.delete, body: t.deleteBody, action: t.delete, danger: true });
        if (yes) await room.remove(message.id).catch(complain);
      },
      menu(entry, anchor) {
        const { menu, t } = now.current;
        const items = entry.kind === "sent" ? itemsOf(entry.message, all, room.id) : [];
        if (items.length > 0) menu.open(t.messageActions, items, anchor);
      },
    };
    return all;
  }, [room, goTo, edit, me]);
  return { acts, lines, node: menu.node };
}

function itemsOf(message: Message, acts: Acts, room: number): MenuItem[] {
  const t = currentTexts();
  const copy = (text: string) => navigator.clipboard.writeText(text).then(() => toast(t.copied));
  if (message.is_deleted) return [];
  const items: MenuItem[] = [
    { label: t.reply, icon: "reply", run: () => acts.reply(message) },
    {
      label: t.copyLink,
      icon: "link",
      run: () => copy(new URL(`/r/${room}/m/${message.id}`, location.origin).href),
    },
  ];
  if (message.content)
    items.splice(1, 0, { label: t.copyText, icon: "copy", run: () => copy(message.content) });
  if (acts.mayEdit(message)) items.push({ label: t.edit, icon: "edit", run: () => acts.edit(message) });
  if (acts.mayRemove(message))
    items.push({ label: t.delete, icon: "trash", danger: true, run: () => void acts.remove(message) });
  return items;
}
