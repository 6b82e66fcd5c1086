import type { Message } from "@roomcast/client";
import { useState } from "react";
import { at } from "../state/base.ts";
import { settings } from "../state/settings.ts";
import { toast } from "../state/toasts.ts";
import { currentTexts, useTexts } from "../text/index.ts";
import { mayBeFormatted } from "../text/mayBeFormatted.ts";
import Menu, { type MenuItem } from "../ui/Menu.tsx";
import type { MessageActions } from "./messageActions.ts";
import { isAsWritten, toggleAsWritten } from "./useFormatting.ts";

interface MessageMenuProps {
  message: Message;
  /** The id of the message's room. */
  room: number;
  actions: MessageActions;
  anchor: DOMRect;
  onClose(): void;
}

/** The menu of a message that is not deleted. */
export default function MessageMenu({ message, room, actions, anchor, onClose }: MessageMenuProps) {
  const [items] = useState(() => itemsOf(message, actions, room));
  return <Menu label={useTexts().messageActions} items={items} anchor={anchor} onClose={onClose} />;
}

/** What a message's menu offers. */
function itemsOf(message: Message, actions: MessageActions, room: number): MenuItem[] {
  const t = currentTexts();
  const copy = (text: string) => navigator.clipboard.writeText(text).then(() => toast(t.copied));
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
  if (settings.get().formatting && mayBeFormatted(message.content)) {
    const label = isAsWritten(message.id) ? t.showFormatted : t.showAsWritten;
    items.push({ label, icon: "file", run: () => toggleAsWritten(message.id) });
  }
  const { openThread } = actions;
  if (openThread) items.splice(1, 0, { label: t.thread, icon: "thread", run: () => openThread(message) });
  items.push(...actions.pinItems(message));
  if (actions.mayWriteTo(message))
    items.push({ label: t.writeTo, icon: "send", run: () => actions.writeTo(message) });
  if (actions.own.get())
    items.push({ label: t.markUnread, icon: "bell", run: () => actions.markUnread(message) });
  if (actions.mayEdit(message)) items.push({ label: t.edit, icon: "edit", run: () => actions.edit(message) });
  if (actions.mayRemove(message))
    items.push({ label: t.delete, icon: "trash", danger: true, run: () => void actions.remove(message) });
  if (actions.mayReport(message))
    items.push({ label: t.report, icon: "flag", run: () => actions.report(message) });
  return items;
}
