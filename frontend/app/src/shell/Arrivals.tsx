import type { Notification as ChatNotification, Message } from "@roomcast/client";
import { useChat, useNotifications } from "@roomcast/react";
import { useEffect, useState } from "react";
import { useLocation } from "wouter";
import { useCalm } from "../state/calm.ts";
import { settings } from "../state/settings.ts";
import { excerpt, nameOf } from "../text/format.ts";
import { currentTexts, useTexts } from "../text/index.ts";
import ui from "../ui/ui.module.css";

const SPEAK_EVERY_MS = 1_000;

/** Tells of what arrives: by voice, by the title and the icon, and as the user likes by sound or on the desktop. */
export function Arrivals({ room }: { room: number | null }) {
  const t = useTexts();
  const chat = useChat();
  const { unread } = useNotifications();
  const waiting = Math.max(useCalm(chat.rooms).unreadTotal, unread);
  const [spoken, setSpoken] = useState("");
  const [, navigate] = useLocation();

  useEffect(() => {
    if (room === null) document.title = `${waiting ? `(${waiting}) ` : ""}${t.name}`;
  }, [room, waiting, t]);

  useEffect(() => {
    const icon = document.querySelector<HTMLLinkElement>("link[rel=icon]");
    if (icon) icon.href = waiting ? "/icon-unread.svg" : "/icon.svg";
  }, [waiting]);

  useEffect(() => {
    if (!room) return;
    let heard: Message[] = [];
    const speak = () => {
      const words = currentTexts();
      const [first] = heard;
      if (!first) return;
      const text = words.arrived(nameOf(first.sender), excerpt(words, first));
      setSpoken(heard.length > 1 ? words.arrivedMany(heard.length) : text);
      heard = [];
    };
    const timer = setInterval(speak, SPEAK_EVERY_MS);
    const off = chat.room(room).onMessage((message) => {
      if (message.sender.id !== chat.me.get()?.id) heard.push(message);
    });
    return () => {
      clearInterval(timer);
      off();
    };
  }, [chat, room]);

  useEffect(
    () =>
      chat.notifications.onArrival((notification) => {
        const { sound, desktop, muted } = settings.get();
        const here = notification.room.id === room && document.hasFocus();
        if (here || muted.includes(notification.room.id)) return;
        if (sound) beep();
        if (desktop) showOnDesktop(notification, navigate);
      }),
    [chat, room, navigate],
  );

  return (
    <div className={ui.hidden} aria-live="polite">
      {spoken}
    </div>
  );
}

function beep() {
  const context = new AudioContext();
  const tone = context.createOscillator();
  const volume = context.createGain();
  tone.frequency.value = 660;
  volume.gain.setValueAtTime(0.08, context.currentTime);
  volume.gain.exponentialRampToValueAtTime(0.0001, context.currentTime + 0.25);
  tone.connect(volume).connect(context.destination);
  tone.start();
  tone.stop(context.currentTime + 0.25);
  tone.onended = () => void context.close();
}

function showOnDesktop(from: ChatNotification, navigate: (to: string) => void) {
  if (Notification.permission !== "granted" || document.hasFocus()) return;
  const t = currentTexts();
  const title = t.notificationOf[from.notification_type](from.room.name);
  const shown = new Notification(title, { body: from.content, tag: String(from.id) });
  shown.onclick = () => {
    window.focus();
    navigate(from.message ? `/r/${from.room.id}/m/${from.message.id}` : `/r/${from.room.id}`);
  };
}
