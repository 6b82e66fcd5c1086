import type { Notification as ChatNotification } from "@roomcast/client";
import { isolated, withoutControls } from "../text/bidi.ts";
import { currentTexts } from "../text/index.ts";

/** Plays a short tone. */
export function beep() {
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

/** Shows a notification of the operating system; a click on it goes to the message. */
export function showOnDesktop(from: ChatNotification, navigate: (to: string) => void) {
  if (Notification.permission !== "granted" || document.hasFocus()) return;
  const t = currentTexts();
  const title = t.notificationOf[from.notification_type](isolated(from.room.name));
  const shown = new Notification(title, { body: withoutControls(from.content), tag: String(from.id) });
  shown.onclick = () => {
    window.focus();
    navigate(from.message ? `/r/${from.room.id}/m/${from.message.id}` : `/r/${from.room.id}`);
  };
}
