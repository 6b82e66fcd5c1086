import type { Member, RoomDetail } from "@roomcast/client";
import { useChat, useMe, useMembers, useOnline, useOwn } from "@roomcast/react";
import { useMemo, useState } from "react";
import { complain } from "../state/toasts.ts";
import { nameOf } from "../text/format.ts";
import { useTexts } from "../text/index.ts";
import { Avatar } from "../ui/Avatar.tsx";
import { Icon } from "../ui/Icon.tsx";
import ui from "../ui/ui.module.css";
import { useMenu } from "../ui/useMenu.tsx";
import { Banned } from "./Banned.tsx";
import { moderation } from "./moderation.ts";
import { Panel } from "./Panel.tsx";
import styles from "./people.module.css";

/** Who is in a room, and what an admin can do about it. */
export default function Members({ id, info, onClose }: { id: number; info: RoomDetail; onClose(): void }) {
  const t = useTexts();
  const room = useChat().room(id);
  const me = useMe();
  const admin = useOwn(id)?.role === "admin";
  const { members, hasMore, loaded } = useMembers(id);
  const online = useOnline(id);
  const [query, setQuery] = useState("");
  const [banned, setBanned] = useState(false);
  const menu = useMenu();
  const isOnline = (member: Member) => online.has(member.id) || (member.is_online && online.size >= 100);
  const shown = useMemo(() => {
    const wanted = query.trim().toLowerCase();
    const names = (member: Member) => `${member.user.username} ${nameOf(member.user)}`.toLowerCase();
    return members.filter((member) => names(member).includes(wanted));
  }, [members, query]);
  const sorted = [...shown].sort((a, b) => Number(isOnline(b)) - Number(isOnline(a)));

  if (banned) return <Banned room={room} onClose={() => setBanned(false)} />;
  return (
    <Panel title={`${t.membersTitle} · ${info.member_count}`} onClose={onClose}>
      <div className={styles.tools}>
        <input
          type="search"
          className={ui.input}
          aria-label={t.filterMembers}
          placeholder={t.filterMembers}
          value={query}
          onChange={(event) => setQuery(event.target.value)}
        />
      </div>
      <ul className={styles.list}>
        {sorted.map((member) => {
          const name = nameOf(member.user);
          return (
            <li key={member.id}>
              <Avatar user={member.user} online={isOnline(member)} />
              <span className={styles.who}>
                <b>
                  {name} {member.id === me?.id && <small>({t.you})</small>}
                </b>
                <small>
                  {[
                    name !== member.user.username && `@${member.user.username}`,
                    isOnline(member) && t.isOnline,
                    member.is_muted && t.isMuted,
                  ]
                    .filter(Boolean)
                    .join(" · ")}
                </small>
              </span>
              {member.role === "admin" && <span className={styles.role}>{t.admin}</span>}
              {admin && (
                <button
                  type="button"
                  className={ui.iconButton}
                  aria-label={t.memberActions(name)}
                  aria-haspopup="menu"
                  onClick={(event) =>
                    menu.open(
                      t.memberActions(name),
                      moderation(room, member, member.id === me?.id),
                      event.currentTarget.getBoundingClientRect(),
                    )
                  }
                >
                  <Icon name="more" size={18} />
                </button>
              )}
            </li>
          );
        })}
      </ul>
      {loaded && sorted.length === 0 && (
        <p className={styles.nothing}>{query ? t.noResults(query) : t.members(0)}</p>
      )}
      {hasMore && (
        <button
          type="button"
          className={ui.button}
          data-look="plain"
          onClick={() => room.moreMembers().catch(complain)}
        >
          {t.loadMore}
        </button>
      )}
      {admin && (
        <button type="button" className={ui.button} data-look="plain" onClick={() => setBanned(true)}>
          {t.showBanned}
        </button>
      )}
      {menu.node}
    </Panel>
  );
}
