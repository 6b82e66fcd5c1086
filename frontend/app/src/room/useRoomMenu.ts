import type { RoomDetail } from "@roomcast/client";
import { useChat, useOwn } from "@roomcast/react";
import { useLocation } from "wouter";
import { confirm, openDialog } from "../state/dialogs.ts";
import { toggleRoom, useSettings } from "../state/settings.ts";
import { complain } from "../state/toasts.ts";
import { isolated } from "../text/bidi.ts";
import { useTexts } from "../text/index.ts";
import type { MenuItem } from "../ui/Menu.tsx";

/** The items of a room's menu that the user's role allows. */
export function useRoomMenu(id: number, info: RoomDetail): MenuItem[] {
  const t = useTexts();
  const room = useChat().room(id);
  const own = useOwn(id);
  const { pinned, muted } = useSettings();
  const [, navigate] = useLocation();
  const admin = own?.role === "admin";
  const leave = async () => {
    const question = {
      title: t.leave,
      body: t.leaveBody(isolated(info.name)),
      action: t.leave,
      danger: true,
    };
    if (!(await confirm(question))) return;
    await room.leave().then(() => navigate("/"), complain);
  };
  const items: MenuItem[] = [
    {
      label: pinned.includes(id) ? t.unpin : t.pin,
      icon: "pin",
      run: () => toggleRoom("pinned", id),
    },
    {
      label: muted.includes(id) ? t.unmuteRoom : t.muteRoom,
      icon: "mute",
      run: () => toggleRoom("muted", id),
    },
  ];
  if (info.is_member && (info.room_type !== "private" || admin))
    items.unshift({
      label: t.invitePeople,
      icon: "user",
      run: () => openDialog({ kind: "invite", room: id }),
    });
  if (admin)
    items.push({ label: t.roomSettings, icon: "gear", run: () => openDialog({ kind: "room", room: id }) });
  if (info.is_member) items.push({ label: t.leave, icon: "back", danger: true, run: () => void leave() });
  return items;
}
