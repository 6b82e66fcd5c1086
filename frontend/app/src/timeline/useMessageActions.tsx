import type { Entry, Message, Room } from "@roomcast/client";
import { useChat, useOwn } from "@roomcast/react";
import { type ReactNode, useEffect, useMemo, useRef } from "react";
import { useLocation } from "wouter";
import { mayPin, pinItems } from "../pins/pinItem.ts";
import { usePins } from "../pins/usePins.ts";
import { openDirect } from "../rooms/openDirect.ts";
import { at } from "../state/base.ts";
import { confirm, openDialog } from "../state/dialogs.ts";
import { focusComposer } from "../state/ids.ts";
import { settings } from "../state/settings.ts";
import { complain, toast } from "../state/toasts.ts";
import { currentTexts } from "../text/index.ts";
import { mayBeFormatted } from "../text/mayBeFormatted.ts";
import type { MenuItem } from "../ui/Menu.tsx";
import { useMenu } from "../ui/useMenu.tsx";
import { isAsWritten, toggleAsWritten } from "./useFormatting.ts";
import { useReactionPicker } from "./useReactionPicker.tsx";

/** Actions on messages; the same object as long as the room is the same. */
export interface MessageActions {
  reply(message: Message): void;
  edit(message: Message): void;
  remove(message: Message): Promise<void>;
  /** Asks for a reason and reports the message. */
  report(message: Message): void;
  /** The first message of the thread that is shown; absent in the room. */
  root?: number;
  /** Shows the thread of a message; absent where it is shown. */
  openThread?(message: Message): void;
  openMenu(entry: Entry, anchor: DOMRect): void;
  goTo(id: number): void;
  message(id: number): Promise<Message>;
  /** Sets the reader's reaction, or takes it back. */
  react(message: Message, emoji: string, on: boolean): void;
  /** Lets the reader choose an emoji. */
  openReactions(message: Message, anchor: DOMRect): void;
  /** Opens the direct room with a message's sender. */
  writeTo(message: Message): void;
  /** Marks a message and those after it as unread. */
  markUnread(message: Message): void;
  retry(key: string): void;
  discard(key: string): void;
  mayEdit(message: Message): boolean;
  mayRemove(message: Message): boolean;
  mayReact(message: Message): boolean;
  /** What the reader may do with the message's pin. */
  pinItems(message: Message): MenuItem[];
  mayReport(message: Message): boolean;
  mayWriteTo(message: Message): boolean;
  readonly own: Room["own"];
  readonly info: Room["info"];
}

/** What is done otherwise in a room and in a thread. */
interface Ways {
  /** The first message of the thread that is shown. */
  root?: number;
  /** Answers a message; by default in the room's message field. */
  onReply?(message: Message): void;
  /** Shows the thread that begins with a message. */
  onThread?(root: number): void;
}

/** Makes the actions of a room's messages; `menu` is the place of the open menu or picker among the elements. */
export function useMessageActions(
  room: Room,
  goTo: (id: number) => void,
  edit: (message: Message) => void,
  { root, onReply, onThread }: Ways,
): { actions: MessageActions; menu: ReactNode } {
  const { me, rest } = useChat();
  const [, navigate] = useLocation();
  const own = useOwn(room.id);
  const menu = useMenu();
  const picker = useReactionPicker((message, emoji) => actions.react(message, emoji, true));
  const pins = usePins(room.id);
  const latest = useRef({ own, menu, picker, pins });
  useEffect(() => {
    latest.current = { own, menu, picker, pins };
  });
  const actions = useMemo<MessageActions>(() => {
    const isOwn = (message: Message) => message.sender.id === me.get()?.id;
    const all: MessageActions = {
      goTo,
      edit,
      message: room.message,
      retry: room.retry,
      discard: room.discard,
      own: room.own,
      info: room.info,
      react: (message, emoji, on) => void room.react(message.id, emoji, on).catch(complain),
      writeTo: ({ sender }) => void openDirect(rest, sender.id, navigate),
      mayWriteTo: (message) => !isOwn(message) && message.sender.id > 0 && !room.info.get()?.is_direct,
      markUnread: ({ id }) => void rest.markUnread(id).catch(complain),
      openReactions: (message, anchor) => latest.current.picker.open(message, anchor),
      mayReact: (message) => !message.is_deleted && !!latest.current.own && !latest.current.own.is_muted,
      mayEdit: (message) => isOwn(message) && !message.is_deleted && !latest.current.own?.is_muted,
      mayRemove: (message) => !message.is_deleted && (isOwn(message) || latest.current.own?.role === "admin"),
      pinItems: (message) =>
        mayPin(latest.current.own, room.info.get()) ? pinItems(latest.current.pins, message) : [],
      mayReport: (message) => !message.is_deleted && !isOwn(message),
      report: ({ id }) =>
        openDialog({ kind: "report", message: id, direct: room.info.get()?.is_direct === true }),
      root,
      openThread: onThread && (({ id, thread_id }) => onThread(thread_id ?? id)),
      reply(message) {
        if (onReply) return onReply(message);
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
  }, [room, goTo, edit, me, rest, root, onReply, onThread, navigate]);
  const nodes = (
    <>
      {menu.node}
      {picker.node}
    </>
  );
  return { actions, menu: nodes };
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
