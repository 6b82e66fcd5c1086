import type { Member, MemberChange, Room } from "@roomcast/client";
import { confirm } from "../state/dialogs.ts";
import { complain, toast } from "../state/toasts.ts";
import { nameInText } from "../text/format.ts";
import { currentTexts } from "../text/index.ts";
import { currentMoreTexts } from "../text/more.ts";
import type { MenuItem } from "../ui/Menu.tsx";

/**
 * The menu of an admin's actions on a member; `self` says whether the member is that admin. Changes that can be
 * undone are made at once, and the toast about them offers to undo them.
 */
export function moderation(room: Room, member: Member, self: boolean): MenuItem[] {
  const t = currentTexts();
  const more = currentMoreTexts().members;
  const name = nameInText(member.user);
  /** Makes a change and offers `back` to undo it. */
  const change = async (to: MemberChange, back: MemberChange) => {
    try {
      await room.moderate(member.id, to);
      toast(t.done, { label: more.undo, run: () => void room.moderate(member.id, back).catch(complain) });
    } catch (error) {
      complain(error);
    }
  };
  /** Asks first, then acts. */
  const confirmed = async (title: string, body: string, act: () => Promise<unknown>) => {
    if (!(await confirm({ title, body, action: title, danger: true }))) return;
    await act().then(() => toast(t.done), complain);
  };
  const role: MenuItem =
    member.role === "admin"
      ? {
          label: more.makeMember,
          icon: "user",
          run: () => void change({ role: "member" }, { role: "admin" }),
        }
      : {
          label: more.makeAdmin,
          icon: "user",
          run: () => void change({ role: "admin" }, { role: "member" }),
        };
  if (self) return [role];
  const muted = member.is_muted;
  return [
    role,
    {
      label: muted ? more.unmute : t.mute,
      icon: "mute",
      run: () => void change({ is_muted: !muted }, { is_muted: muted }),
    },
    {
      label: t.remove,
      icon: "back",
      danger: true,
      run: () => void confirmed(t.remove, more.removeBody(name), () => room.removeMember(member.id)),
    },
    {
      label: more.ban,
      icon: "lock",
      danger: true,
      run: () =>
        void confirmed(more.ban, more.banBody(name), () => room.moderate(member.id, { is_banned: true })),
    },
  ];
}
