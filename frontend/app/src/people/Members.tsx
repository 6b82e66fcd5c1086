import type { Member, RoomDetail } from "@roomcast/client";
import { ONLINE_SHOWN } from "@roomcast/client/facts";
import { useChat, useMe, useMembers, useOnline, useOwn } from "@roomcast/react";
import { useState } from "react";
import { complain } from "../state/toasts.ts";
import { useTexts } from "../text/index.ts";
import ui from "../ui/ui.module.css";
import { useMenu } from "../ui/useMenu.tsx";
import { Banned } from "./Banned.tsx";
import { MemberRow } from "./MemberRow.tsx";
import { Panel } from "./Panel.tsx";
import styles from "./people.module.css";
import { sortMembers } from "./sortMembers.ts";

/** Lists a room's members, with actions for admins. */
export default function Members({ id, info, onClose }: { id: number; info: RoomDetail; onClose(): void }) {
  const t = useTexts();
  const room = useChat().room(id);
  const me = useMe();
  const isAdmin = useOwn(id)?.role === "admin";
  const { members, hasMore, loaded } = useMembers(id);
  const online = useOnline(id);
  const [query, setQuery] = useState("");
  const [showsBanned, setShowsBanned] = useState(false);
  const menu = useMenu();
  // The set of online users may be cut off; the member list knows about the others.
  const isOnline = (member: Member) =>
    online.has(member.id) || (member.is_online && online.size >= ONLINE_SHOWN);
  const sorted = sortMembers(members, query, isOnline);

  if (showsBanned) return <Banned room={room} onClose={() => setShowsBanned(false)} />;
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
        {sorted.map((member) => (
          <MemberRow
            key={member.id}
            room={room}
            member={member}
            online={isOnline(member)}
            self={member.id === me?.id}
            openMenu={isAdmin ? menu.open : null}
          />
        ))}
      </ul>
      {loaded && sorted.length === 0 && (
        <p className={styles.nothing}>{query ? t.noResults(query) : t.members(0)}</p>
      )}
      {hasMore && <PlainButton label={t.loadMore} onClick={() => room.moreMembers().catch(complain)} />}
      {isAdmin && <PlainButton label={t.showBanned} onClick={() => setShowsBanned(true)} />}
      {menu.node}
    </Panel>
  );
}

function PlainButton({ label, onClick }: { label: string; onClick(): void }) {
  return (
    <button type="button" className={ui.button} data-look="plain" onClick={onClick}>
      {label}
    </button>
  );
}
