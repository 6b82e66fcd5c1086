import type { Message } from "@roomcast/client";
import { useChat, useReadable } from "@roomcast/react";
import { useMemo, useState } from "react";
import { useLocation } from "wouter";
import { isNarrow } from "../state/ids.ts";
import { complain } from "../state/toasts.ts";
import { dateOf, excerpt, nameOf, when } from "../text/format.ts";
import { useTexts } from "../text/index.ts";
import ui from "../ui/ui.module.css";
import { DayField } from "./DayField.tsx";
import { findMessages } from "./findMessages.ts";
import { firstSince } from "./firstSince.ts";
import { Panel } from "./Panel.tsx";
import styles from "./people.module.css";

/** Results listed at most. */
const SHOWN = 100;

const focusOnMount = (element: HTMLElement | null) => element?.focus();

interface SearchProps {
  /** The room's id. */
  id: number;
  /** Called with the id of the message that the user picks, also if the page is already at that message. */
  onPick(message: number): void;
  onClose(): void;
}

/** Searches the loaded messages of a room, loads older ones, and goes to the first message of a day. */
export default function Search({ id, onPick, onClose }: SearchProps) {
  const t = useTexts();
  const chat = useChat();
  const room = chat.room(id);
  const { entries, hasOlder } = useReadable(room.timeline);
  const [query, setQuery] = useState("");
  const [busy, setBusy] = useState(false);
  const [, navigate] = useLocation();
  const found = useMemo(() => findMessages(entries, query), [entries, query]);
  const goTo = (message: Message) => {
    navigate(`/r/${id}/m/${message.id}`);
    onPick(message.id);
    // On a narrow page the panel would cover the message.
    if (isNarrow()) onClose();
  };
  const loadOlder = () => {
    setBusy(true);
    room
      .older()
      .catch(complain)
      .finally(() => setBusy(false));
  };
  const goToTime = (time: number) =>
    firstSince(chat.rest, id, time).then((message) => message && goTo(message), complain);
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
        <DayField onDay={goToTime} />
        <p role="status">{query.trim() && t.searchFound(found.length)}</p>
      </div>
      <Results messages={found.slice(0, SHOWN)} onPick={goTo} />
      {query.trim() && hasOlder && (
        <button type="button" className={ui.button} data-look="plain" disabled={busy} onClick={loadOlder}>
          {t.searchOlder}
        </button>
      )}
    </Panel>
  );
}

function Results({ messages, onPick }: { messages: readonly Message[]; onPick(message: Message): void }) {
  const t = useTexts();
  return (
    <ul className={styles.results}>
      {messages.map((message) => (
        <li key={message.id}>
          <button type="button" onClick={() => onPick(message)}>
            <b dir="auto">{nameOf(message.sender)}</b>
            <time dateTime={message.created_at}>{when(t, dateOf(message.created_at))}</time>
            <span dir="auto">{excerpt(t, message)}</span>
          </button>
        </li>
      ))}
    </ul>
  );
}
