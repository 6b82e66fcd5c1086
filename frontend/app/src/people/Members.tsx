import type { Member, RoomDetail } from "@roomcast/client";
import { ONLINE_SHOWN } from "@roomcast/client/facts";
import { useChat, useMe, useMembers, useOnline, useOwn } from "@roomcast/react";
import { useState } from "react";
import { useLocation } from "wouter";
import { openDirect } from "../rooms/openDirect.ts";
import { complain } from "../state/toasts.ts";
import { useTexts } from "../text/index.ts";
import { useMoreTexts } from "../text/more.ts";
import ui from "../ui/ui.module.css";
import { useMenu } from "../ui/useMenu.tsx";
import { Banned } from "./Banned.tsx";
import { MemberRow } from "./MemberRow.tsx";
import { Panel } from "./Panel.tsx";
import styles from "./people.module.css";
import { Reports } from "./Reports.tsx";
import { sortMembers } from "./sortMembers.ts";

interface MembersProps {
  id: number;
  info: RoomDetail;
  /** Called with the id of a reported message that the user wants to see. */
  onPick(message: number): void;
  onClose(): void;
}

/** Lists a room's members, with what can be done about each. */
export default function Members({ id, info, onPick, onClose }: MembersProps) {
  const t = useTexts();
  const more = useMoreTexts().members;
  const chat = useChat();
  const room = chat.room(id);
  const [, navigate] = useLocation();
  const me = useMe();
  const isAdmin = useOwn(id)?.role === "admin";
  const { members, hasMore, loaded } = useMembers(id);
  const online = useOnline(id);
  const [query, setQuery] = useState("");
  const [shown, setShown] = useState<"banned" | "reports" | null>(null);
  const menu = useMenu();
  // The set of online users may be cut off; the member list knows about the others.
  const isOnline = (member: Member) =>
    online.has(member.id) || (member.is_online && online.size >= ONLINE_SHOWN);
  const sorted = sortMembers(members, query, isOnline);

  const back = () => setShown(null);
  if (shown === "banned") return <Banned room={room} onClose={back} />;
  if (shown === "reports") return <Reports id={id} onPick={onPick} onBack={back} onClose={onClose} />;
  return (
    <Panel title={`${t.membersTitle} · ${info.member_count}`} onClose={onClose}>
      <div className={styles.tools}>
        <input
          type="search"
          className={ui.input}
          aria-label={more.filterMembers}
          placeholder={more.filterMembers}
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
            isAdmin={isAdmin}
            openMenu={menu.open}
            onWrite={() => void openDirect(chat.rest, member.id, navigate)}
          />
        ))}
      </ul>
      {loaded && sorted.length === 0 && (
        <p className={styles.nothing}>{query ? t.noResults(query) : t.members(0)}</p>
      )}
      {hasMore && <PlainButton label={t.loadMore} onClick={() => room.moreMembers().catch(complain)} />}
      {isAdmin && <PlainButton label={more.showBanned} onClick={() => setShown("banned")} />}
      {isAdmin && <PlainButton label={t.reports} onClick={() => setShown("reports")} />}
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
