import type { Room, RoomDetail } from "@roomcast/client";
import { confirm, openDialog } from "../state/dialogs.ts";
import { settings, toggleRoom } from "../state/settings.ts";
import { complain } from "../state/toasts.ts";
import { isolated } from "../text/bidi.ts";
import { currentTexts } from "../text/index.ts";
import type { MenuItem } from "../ui/Menu.tsx";

/** The items of a room's menu that the user's role allows. */
export function roomMenu(room: Room, info: RoomDetail, navigate: (to: string) => void): MenuItem[] {
  const t = currentTexts();
  const { id } = room;
  const { pinned, muted } = settings.get();
  const admin = room.own.get()?.role === "admin";
  const leave = async () => {
    const body = t.leaveBody(isolated(info.name));
    if (!(await confirm({ title: t.leave, body, action: t.leave, danger: true }))) return;
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
