import type { Member, Room } from "@roomcast/client";
import { isolated } from "../text/bidi.ts";
import { nameInText, nameOf } from "../text/format.ts";
import { useTexts } from "../text/index.ts";
import { Avatar } from "../ui/Avatar.tsx";
import { Icon } from "../ui/Icon.tsx";
import ui from "../ui/ui.module.css";
import type { OpenMenu } from "../ui/useMenu.tsx";
import { moderation } from "./moderation.ts";
import styles from "./people.module.css";

interface MemberRowProps {
  room: Room;
  member: Member;
  online: boolean;
  /** Whether the member is the user. */
  self: boolean;
  /** Opens the menu of an admin's actions; null if the user is no admin. */
  openMenu: OpenMenu | null;
}

/** Shows a member, with a menu of actions for an admin. */
export function MemberRow({ room, member, online, self, openMenu }: MemberRowProps) {
  const t = useTexts();
  const { username } = member.user;
  const name = nameOf(member.user);
  const actions = t.memberActions(nameInText(member.user));
  const details = [
    name !== username && isolated(`@${username}`),
    online && t.isOnline,
    member.is_muted && t.isMuted,
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
      {openMenu && (
        <button
          type="button"
          className={ui.iconButton}
          aria-label={actions}
          aria-haspopup="menu"
          onClick={(event) => {
            const anchor = event.currentTarget.getBoundingClientRect();
            openMenu(actions, moderation(room, member, self), anchor);
          }}
        >
          <Icon name="more" size={18} />
        </button>
      )}
    </li>
  );
}
