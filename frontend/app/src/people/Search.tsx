import { useChat, useReadable } from "@roomcast/react";
import { useMemo, useState } from "react";
import { useLocation } from "wouter";
import { complain } from "../state/toasts.ts";
import { excerpt, nameOf, when } from "../text/format.ts";
import { useTexts } from "../text/index.ts";
import ui from "../ui/ui.module.css";
import { firstSince } from "./day.ts";
import { Panel } from "./Panel.tsx";
import styles from "./people.module.css";

const SHOWN = 100;

const focusOnMount = (element: HTMLElement | null) => element?.focus();

/** Today, as a date field has it. */
const today = () => new Date(Date.now() - new Date().getTimezoneOffset() * 60_000).toISOString().slice(0, 10);

/** Finds words in the messages that are loaded, and loads more of them; goes to a day. */
export default function Search({ id, onClose }: { id: number; onClose(): void }) {
  const t = useTexts();
  const chat = useChat();
  const room = chat.room(id);
  const { entries, hasOlder } = useReadable(room.timeline);
  const [query, setQuery] = useState("");
  const [busy, setBusy] = useState(false);
  const [, navigate] = useLocation();
  const found = useMemo(() => {
    const wanted = query.trim().toLowerCase();
    if (!wanted) return [];
    const messages = entries.flatMap((entry) => (entry.kind === "sent" ? [entry.message] : []));
    const has = (text: string | null) => text?.toLowerCase().includes(wanted);
    return messages.filter((m) => !m.is_deleted && (has(m.content) || has(m.file_name))).reverse();
  }, [entries, query]);
  const older = () => {
    setBusy(true);
    room
      .older()
      .catch(complain)
      .finally(() => setBusy(false));
  };
  const toDay = (day: string) => {
    // While a year is typed, it is one of the first millennium.
    if (day < "1970") return;
    // A time without a zone is the reader's own.
    const time = Date.parse(`${day}T00:00`);
    firstSince(chat.rest, id, time).then((message) => {
      if (message) navigate(`/r/${id}/m/${message.id}`);
    }, complain);
  };
  return (
    <Panel title={t.search} onClose={onClose}>
      <div className={styles.tools}>
        <input
          type="search"
          className={ui.input}
          ref={focusOnMount}
          aria-label={t.searchIn}
          placeholder={t.searchIn}
          value={query}
          onChange={(event) => setQuery(event.target.value)}
        />
        <label className={styles.day}>
          {t.toDay}
          <input
            type="date"
            className={ui.input}
            max={today()}
            onChange={(event) => toDay(event.target.value)}
          />
        </label>
        <p role="status">{query.trim() && t.searchFound(found.length)}</p>
      </div>
      <ul className={styles.results}>
        {found.slice(0, SHOWN).map((message) => (
          <li key={message.id}>
            <button type="button" onClick={() => navigate(`/r/${id}/m/${message.id}`)}>
              <b>{nameOf(message.sender)}</b>
              <time dateTime={message.created_at}>{when(t, new Date(message.created_at))}</time>
              <span dir="auto">{excerpt(t, message)}</span>
            </button>
          </li>
        ))}
      </ul>
      {query.trim() && hasOlder && (
        <button type="button" className={ui.button} data-look="plain" disabled={busy} onClick={older}>
          {t.searchOlder}
        </button>
      )}
    </Panel>
  );
}
