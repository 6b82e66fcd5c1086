import type { Chat, Notify, RoomDetail } from "@roomcast/client";
import { blocking } from "../people/blocking.ts";
import { confirm, openDialog } from "../state/dialogs.ts";
import { settled } from "../state/layers.ts";
import { settings, togglePinned } from "../state/settings.ts";
import { complain } from "../state/toasts.ts";
import { isolated } from "../text/bidi.ts";
import { currentTexts } from "../text/index.ts";
import type { MenuItem } from "../ui/Menu.tsx";

const CHOICES: readonly Notify[] = ["all", "mentions", "none"];

/** The items that choose which notifications the user gets from a room. */
function bell(chat: Chat, { id, me }: RoomDetail): MenuItem[] {
  const t = currentTexts();
  const chosen = (chat.rooms.find(id)?.me ?? me)?.notify ?? "all";
  return CHOICES.map((notify) => ({
    label: t.notify[notify],
    icon: notify === "none" ? "bellOff" : "bell",
    checked: notify === chosen,
    run: () => void chat.rest.updateStanding(id, { notify }).catch(complain),
  }));
}

/** The items of a room's menu that the user's role allows. */
export function roomMenu(chat: Chat, info: RoomDetail, navigate: (to: string) => void): MenuItem[] {
  const t = currentTexts();
  const { id } = info;
  const room = chat.room(id);
  const { pinned } = settings.get();
  const admin = room.own.get()?.role === "admin";
  const goOnceLeft = (left: Promise<unknown>) => left.then(settled).then(() => navigate("/"), complain);
  const leave = async () => {
    const body = t.leaveBody(isolated(info.name));
    if (!(await confirm({ title: t.leave, body, action: t.leave, danger: true }))) return;
    await goOnceLeft(room.leave());
  };
  const items: MenuItem[] = [
    {
      label: pinned.includes(id) ? t.unpin : t.pin,
      icon: "pin",
      run: () => togglePinned(id),
    },
    ...(info.is_member ? bell(chat, info) : []),
  ];
  if (info.is_direct) {
    // Both stay members: the room can be read until it is left.
    const block = info.direct_user ? [blocking(chat, info.direct_user)] : [];
    return [
      ...items,
      ...block,
      { label: t.hideRoom, icon: "close", run: () => void goOnceLeft(chat.rest.leaveRoom(id)) },
    ];
  }
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
