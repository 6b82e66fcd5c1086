import type { Member, Room } from "@roomcast/client";
import { useChat } from "@roomcast/react";
import { useBlocked } from "../state/blocks.ts";
import { isolated } from "../text/bidi.ts";
import { nameInText, nameOf } from "../text/format.ts";
import { useTexts } from "../text/index.ts";
import { useMoreTexts } from "../text/more.ts";
import { Avatar } from "../ui/Avatar.tsx";
import { Icon } from "../ui/Icon.tsx";
import type { MenuItem } from "../ui/Menu.tsx";
import ui from "../ui/ui.module.css";
import type { OpenMenu } from "../ui/useMenu.tsx";
import { blocking } from "./blocking.ts";
import { moderation } from "./moderation.ts";
import styles from "./people.module.css";

interface MemberRowProps {
  room: Room;
  member: Member;
  online: boolean;
  /** Whether the member is the user. */
  self: boolean;
  /** Whether the user is an admin. */
  isAdmin: boolean;
  /** Opens the menu of actions. */
  openMenu: OpenMenu;
  /** Opens the direct room with the member. */
  onWrite(): void;
}

/** Shows a member, with a menu: others can be written to, and an admin has more to do. */
export function MemberRow({ room, member, online, self, isAdmin, openMenu, onWrite }: MemberRowProps) {
  const t = useTexts();
  const more = useMoreTexts().members;
  const m = useMoreTexts().blocks;
  const chat = useChat();
  const isBlocked = useBlocked().has(member.id);
  const items = (): MenuItem[] => [
    ...(self ? [] : [{ label: t.writeTo, icon: "send" as const, run: onWrite }, blocking(chat, member.user)]),
    ...(isAdmin ? moderation(room, member, self) : []),
  ];
  const { username } = member.user;
  const name = nameOf(member.user);
  const actions = more.memberActions(nameInText(member.user));
  const details = [
    name !== username && isolated(`@${username}`),
    online && t.isOnline,
    member.is_muted && t.isMuted,
    isBlocked && m.isBlocked,
  ];
  return (
    <li>
      <Avatar user={member.user} online={online} />
      <span className={styles.who}>
        <b>
          <bdi>{name}</bdi> {self && <small>{`(${t.you})`}</small>}
        </b>
        <small>{details.filter(Boolean).join(" · ")}</small>
      </span>
      {member.role === "admin" && <span className={styles.role}>{t.admin}</span>}
      {(isAdmin || !self) && (
        <button
          type="button"
          className={ui.iconButton}
          aria-label={actions}
          aria-haspopup="menu"
          onClick={(event) => {
            const anchor = event.currentTarget.getBoundingClientRect();
            openMenu(actions, items(), anchor);
          }}
        >
          <Icon name="more" size={18} />
        </button>
      )}
    </li>
  );
}
