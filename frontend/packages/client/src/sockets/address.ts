import type { Config } from "../types/chat.js";

/** The address of a room's channel, or of the notification channel without a room. */
export function socketAddress({ socket, socketForm }: Config, room?: number, since?: number): string {
  const path = socketForm === "path";
  const place = path
    ? room
      ? `chat/${room}/`
      : "notifications/"
    : room
      ? `?room_id=${room}`
      : "?channel=notifications";
  return socket + place + (since === undefined ? "" : `${path ? "?" : "&"}since=${since}`);
}
