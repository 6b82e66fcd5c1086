import type { Member, Room } from "@roomcast/client";
import { useCallback, useEffect, useState } from "react";
import { complain, toast } from "../state/toasts.ts";
import { nameOf } from "../text/format.ts";
import { useTexts } from "../text/index.ts";
import { useMoreTexts } from "../text/more.ts";
import { Avatar } from "../ui/Avatar.tsx";
import ui from "../ui/ui.module.css";
import { Panel } from "./Panel.tsx";
import styles from "./people.module.css";

/** Lists the users who are banned from a room and lets an admin lift the ban. */
export function Banned({ room, onClose }: { room: Room; onClose(): void }) {
  const t = useTexts();
  const more = useMoreTexts().members;
  const [members, setMembers] = useState<readonly Member[] | null>(null);
  const load = useCallback(() => room.banned().then(setMembers).catch(complain), [room]);
  useEffect(() => void load(), [load]);
  const lift = async (member: Member) => {
    try {
      await room.moderate(member.id, { is_banned: false });
      toast(t.done);
      await load();
    } catch (error) {
      complain(error);
    }
  };
  return (
    <Panel title={more.banned} onClose={onClose}>
      <ul className={styles.list}>
        {members?.map((member) => (
          <li key={member.id}>
            <Avatar user={member.user} />
            <span className={styles.who}>
              <b dir="auto">{nameOf(member.user)}</b>
            </span>
            <button type="button" className={ui.button} onClick={() => void lift(member)}>
              {more.unban}
            </button>
          </li>
        ))}
      </ul>
      {members?.length === 0 && <p className={styles.nothing}>{more.nobodyBanned}</p>}
    </Panel>
  );
}
