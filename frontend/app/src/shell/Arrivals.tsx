import type { Message } from "@roomcast/client";
import { useChat, useNotifications } from "@roomcast/react";
import { useEffect, useState } from "react";
import { useLocation } from "wouter";
import { showIcon } from "../state/base.ts";
import { blocked } from "../state/blocks.ts";
import { useCalm } from "../state/calm.ts";
import { settings } from "../state/settings.ts";
import { useStore } from "../state/store.ts";
import { useShownNotifications, watched } from "../state/watched.ts";
import { excerpt, nameInText } from "../text/format.ts";
import { currentTexts, useTexts } from "../text/index.ts";
import ui from "../ui/ui.module.css";

/** Screen readers are told of new messages at most once in this time. */
const SPEAK_EVERY_MS = 1_000;

/** A signal whose code cannot be loaded is left out. */
const ignore = () => undefined;

/** Announces what arrives: to screen readers, in the title and icon, and with sound or on the desktop if wanted. */
export default function Arrivals({ room }: { room: number | null }) {
  useUnreadSigns(room);
  useSignals(room);
  const spoken = useSpoken(room);
  return (
    <div className={ui.hidden} aria-live="polite">
      {spoken}
    </div>
  );
}

/** Shows in the icon, and outside of rooms in the title, whether something is unread. */
function useUnreadSigns(room: number | null) {
  const t = useTexts();
  const notifications = useShownNotifications(useNotifications().items);
  const { mine } = useCalm(useChat().rooms);
  const here = useStore(watched);
  const elsewhere = mine.reduce((sum, { id, unread_count }) => sum + (id === here ? 0 : unread_count), 0);
  const count = Math.max(elsewhere, notifications.length);
  useEffect(() => {
    if (room === null) document.title = `${count ? `(${count}) ` : ""}${t.name}`;
  }, [room, count, t]);
  useEffect(() => {
    showIcon(count ? "/icon-unread.svg" : "/icon.svg");
  }, [count]);
}

/** The text that screen readers are told about other users' new messages in a room. */
function useSpoken(room: number | null): string {
  const chat = useChat();
  const [spoken, setSpoken] = useState("");
  useEffect(() => {
    if (!room) return;
    let arrived: Message[] = [];
    const speak = () => {
      const t = currentTexts();
      const [first] = arrived;
      if (!first) return;
      const text = t.arrived(nameInText(first.sender), excerpt(t, first));
      setSpoken(arrived.length > 1 ? t.arrivedMany(arrived.length) : text);
      arrived = [];
    };
    const timer = setInterval(speak, SPEAK_EVERY_MS);
    const off = chat.room(room).onMessage((message) => {
      const { id } = message.sender;
      if (id !== chat.me.get()?.id && !blocked.get().has(id)) arrived.push(message);
    });
    return () => {
      clearInterval(timer);
      off();
    };
  }, [chat, room]);
  return spoken;
}

/** Signals notifications by sound and on the desktop, except those of the room that is read. */
function useSignals(room: number | null) {
  const chat = useChat();
  const [, navigate] = useLocation();
  useEffect(
    () =>
      chat.notifications.onArrival((notification) => {
        const { sound, desktop } = settings.get();
        const here = notification.room.id === room && document.hasFocus();
        if (here || (!sound && !desktop)) return;
        import("./signals.ts").then(({ beep, showOnDesktop }) => {
          if (sound) beep();
          if (desktop) showOnDesktop(notification, navigate);
        }, ignore);
      }),
    [chat, room, navigate],
  );
}
