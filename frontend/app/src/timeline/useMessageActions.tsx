import type { Entry, Message, Room } from "@roomcast/client";
import { useChat, useOwn } from "@roomcast/react";
import { type ReactNode, useEffect, useMemo, useRef } from "react";
import { at } from "../state/base.ts";
import { confirm } from "../state/dialogs.ts";
import { focusComposer } from "../state/ids.ts";
import { complain, toast } from "../state/toasts.ts";
import { currentTexts } from "../text/index.ts";
import type { MenuItem } from "../ui/Menu.tsx";
import { useMenu } from "../ui/useMenu.tsx";

/** Actions on messages; the same object as long as the room is the same. */
export interface MessageActions {
  reply(message: Message): void;
  edit(message: Message): void;
  remove(message: Message): Promise<void>;
  openMenu(entry: Entry, anchor: DOMRect): void;
  goTo(id: number): void;
  message(id: number): Promise<Message>;
  retry(key: string): void;
  discard(key: string): void;
  mayEdit(message: Message): boolean;
  mayRemove(message: Message): boolean;
}

/** Makes the actions of a room's messages; `menu` is the open menu's place among the elements. */
export function useMessageActions(
  room: Room,
  goTo: (id: number) => void,
  edit: (message: Message) => void,
): { actions: MessageActions; menu: ReactNode } {
  const { me } = useChat();
  const own = useOwn(room.id);
  const menu = useMenu();
  const latest = useRef({ own, menu });
  useEffect(() => {
    latest.current = { own, menu };
  });
  const actions = useMemo<MessageActions>(() => {
    const isOwn = (message: Message) => message.sender.id === me.get()?.id;
    const all: MessageActions = {
      goTo,
      edit,
      message: room.message,
      retry: room.retry,
      discard: room.discard,
      mayEdit: (message) => isOwn(message) && !message.is_deleted && !latest.current.own?.is_muted,
      mayRemove: (message) => !message.is_deleted && (isOwn(message) || latest.current.own?.role === "admin"),
      reply(message) {
        room.draft.set({ replyTo: message.id });
        focusComposer();
      },
      async remove(message) {
        const t = currentTexts();
        const yes = await confirm({ title: t.delete, body: t.deleteBody, action: t.delete, danger: true });
        if (yes) await room.remove(message.id).catch(complain);
      },
      openMenu(entry, anchor) {
        const items = entry.kind === "sent" ? menuOf(entry.message, all, room.id) : [];
        if (items.length > 0) latest.current.menu.open(currentTexts().messageActions, items, anchor);
      },
    };
    return all;
  }, [room, goTo, edit, me]);
  return { actions, menu: menu.node };
}

/** The menu of a message; empty for a deleted one. */
function menuOf(message: Message, actions: MessageActions, room: number): MenuItem[] {
  const t = currentTexts();
  const copy = (text: string) => navigator.clipboard.writeText(text).then(() => toast(t.copied));
  if (message.is_deleted) return [];
  const items: MenuItem[] = [
    { label: t.reply, icon: "reply", run: () => actions.reply(message) },
    {
      label: t.copyLink,
      icon: "link",
      run: () => copy(new URL(at(`/r/${room}/m/${message.id}`), location.origin).href),
    },
  ];
  if (message.content)
    items.splice(1, 0, { label: t.copyText, icon: "copy", run: () => copy(message.content) });
  if (actions.mayEdit(message)) items.push({ label: t.edit, icon: "edit", run: () => actions.edit(message) });
  if (actions.mayRemove(message))
    items.push({ label: t.delete, icon: "trash", danger: true, run: () => void actions.remove(message) });
  return items;
}
