import type { Member, Message, RoomDetail } from "@roomcast/client";
import type { RoomPins } from "@roomcast/client/pins";
import { complain } from "../state/toasts.ts";
import { currentTexts } from "../text/index.ts";
import type { MenuItem } from "../ui/Menu.tsx";

/** Whether a user may pin: an admin, and in a direct room both users. */
export const mayPin = (own: Member | null, info: RoomDetail | null) =>
  own?.role === "admin" || (!!own && !!info?.is_direct);

/** The items of a message's menu that pin it or take its pin back; none while the room's pins are not known. */
export function pinItems(pins: RoomPins | null, { id }: Message): MenuItem[] {
  const now = pins?.get();
  if (!pins || !now?.loaded) return [];
  const t = currentTexts();
  const isPinned = now.messageIds.includes(id);
  const run = () => void pins.pin(id, !isPinned).catch(complain);
  return [{ label: isPinned ? t.unpin : t.pin, icon: "pin", run }];
}
