import type { Chat, User } from "@roomcast/client";
import { useChat } from "@roomcast/react";
import { useEffect, useState } from "react";
import { unblock } from "../people/blocking.ts";
import { useBlocked } from "../state/blocks.ts";
import { nameInText, nameOf } from "../text/format.ts";
import { useMoreTexts } from "../text/more.ts";
import { Avatar } from "../ui/Avatar.tsx";
import ui from "../ui/ui.module.css";
import styles from "./dialogs.module.css";

/** Users that one call names at most. */
const IDS = 100;
/** Rooms that are asked for names at most. */
const ROOMS = 10;

/** Finds the names of users: those of direct rooms are known, other rooms are asked for their members. */
async function findNames({ rooms, rest }: Chat, ids: readonly number[], found: (users: User[]) => void) {
  const { mine } = rooms.get();
  const users = new Map(mine.flatMap(({ direct_user: user }) => (user ? [[user.id, user]] : [])));
  const missing = () => ids.filter((id) => !users.has(id)).slice(0, IDS);
  for (const { id } of mine.filter((room) => room.is_member && !room.is_direct).slice(0, ROOMS)) {
    if (missing().length === 0) break;
    const page = await rest.listMembers(id, { ids: missing().join(",") }).catch(() => null);
    for (const { user } of page?.items ?? []) users.set(user.id, user);
  }
  found([...users.values()]);
}

/** Lists whom the user has blocked, and lifts blocks; nothing where nobody is blocked. */
export function BlockedPeople() {
  const m = useMoreTexts().blocks;
  const chat = useChat();
  const blocked = useBlocked();
  const [names, setNames] = useState<readonly User[]>([]);
  useEffect(() => {
    if (blocked.size > 0) void findNames(chat, [...blocked], setNames);
  }, [chat, blocked]);
  if (blocked.size === 0) return null;
  const userOf = (id: number): User =>
    names.find((user) => user.id === id) ?? { id, username: m.user(id), first_name: "", last_name: "" };
  return (
    <section aria-labelledby="blocked-people">
      <h3 id="blocked-people" className={styles.legend}>
        {m.list}
      </h3>
      <ul className={styles.blocked}>
        {[...blocked].map(userOf).map((user) => (
          <li key={user.id}>
            <Avatar user={user} small />
            <b dir="auto">{nameOf(user)}</b>
            <button
              type="button"
              className={ui.button}
              aria-label={m.unblockWho(nameInText(user))}
              onClick={() => void unblock(chat, user.id)}
            >
              {m.unblock}
            </button>
          </li>
        ))}
      </ul>
    </section>
  );
}
