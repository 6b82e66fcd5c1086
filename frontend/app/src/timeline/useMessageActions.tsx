import type { Message, Room } from "@roomcast/client";
import { useChat, useOwn } from "@roomcast/react";
import { type ReactNode, useEffect, useMemo, useRef, useState } from "react";
import { useLocation } from "wouter";
import { mayPin, pinItems } from "../pins/pinItem.ts";
import { usePins } from "../pins/usePins.ts";
import { openDirect } from "../rooms/openDirect.ts";
import { confirm, openDialog } from "../state/dialogs.ts";
import { focusComposer } from "../state/ids.ts";
import { part } from "../state/part.tsx";
import { complain } from "../state/toasts.ts";
import { currentTexts } from "../text/index.ts";
import type { MessageActions } from "./messageActions.ts";
import { useReactionPicker } from "./useReactionPicker.tsx";

const MessageMenu = part(() => import("./MessageMenu.tsx"));

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
  const [menu, setMenu] = useState<{ message: Message; anchor: DOMRect } | null>(null);
  const picker = useReactionPicker((message, emoji) => actions.react(message, emoji, true));
  const pins = usePins(room.id);
  const latest = useRef({ own, picker, pins });
  useEffect(() => {
    latest.current = { own, picker, pins };
  });
  const actions = useMemo<MessageActions>(() => {
    const isOwn = (message: Message) => message.sender.id === me.get()?.id;
    return {
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
        if (entry.kind === "sent" && !entry.message.is_deleted) setMenu({ message: entry.message, anchor });
      },
    };
  }, [room, goTo, edit, me, rest, root, onReply, onThread, navigate]);
  const nodes = (
    <>
      {menu && (
        <MessageMenu
          key={menu.message.id}
          {...menu}
          room={room.id}
          actions={actions}
          onClose={() => setMenu(null)}
        />
      )}
      {picker.node}
    </>
  );
  return { actions, menu: nodes };
}
