import type { Entry, LocalEntry, Me, SentEntry, User } from "@roomcast/client";
import { memo, useEffect, useState } from "react";
import type { Texts } from "../text/en.ts";
import { clock, day, exact, nameOf, percent } from "../text/format.ts";
import { explain } from "../text/index.ts";
import { Avatar } from "../ui/Avatar.tsx";
import { Icon } from "../ui/Icon.tsx";
import { Attachment } from "./Attachment.tsx";
import { EventLines } from "./EventLines.tsx";
import { createdAt } from "./groups.ts";
import { MessageText } from "./MessageText.tsx";
import type { TimelineEvent } from "./memberEvents.ts";
import { Quote } from "./Quote.tsx";
import styles from "./timeline.module.css";
import type { MessageActions } from "./useMessageActions.tsx";

/** What a row shows. A row reads no state by itself: in a burst of messages, rows are most of the work. */
export interface RowProps {
  t: Texts;
  me: Me | null;
  entry: Entry;
  /** Whether it stands in one group with the row above. */
  grouped: boolean;
  newDay: boolean;
  /** Whether it is the first unread message. */
  unread: boolean;
  /** The room's name, if this is the room's first message. */
  beginning: string | null;
  eventsBefore: readonly TimelineEvent[] | undefined;
  eventsAfter: readonly TimelineEvent[] | undefined;
  /** Whether the message is highlighted. */
  flash: boolean;
  actions: MessageActions;
}

/** Rows get buttons after this time: most rows of a burst or a fast scroll are gone sooner. */
const TOOLS_AFTER_MS = 1_000;

/** Stands for the reader until the server has said who that is. */
const UNKNOWN_USER: User = { id: 0, username: "", first_name: "", last_name: "" };

/** Shows a message, with the lines and the events above and below it. */
export const Row = memo(function Row(props: RowProps) {
  const { t, entry, grouped, newDay, unread, beginning, eventsBefore, eventsAfter } = props;
  const date = createdAt(entry);
  const system = entry.kind === "sent" && entry.message.message_type === "system";
  return (
    <>
      {beginning !== null && <p className={styles.beginning}>{t.beginning(beginning)}</p>}
      {newDay && (
        <div className={styles.day}>
          <span>{day(t, date)}</span>
        </div>
      )}
      {eventsBefore && <EventLines t={t} events={eventsBefore} />}
      {unread && (
        <div className={styles.unread}>
          <span>{t.newMessages}</span>
        </div>
      )}
      {system ? (
        <p className={styles.system}>{entry.message.content}</p>
      ) : (
        <MessageRow {...props} head={!grouped || newDay || unread} date={date} />
      )}
      {eventsAfter && <EventLines t={t} events={eventsAfter} />}
    </>
  );
});

interface MessageRowProps extends RowProps {
  /** Whether it shows its sender. */
  head: boolean;
  date: Date;
}

/** Whether a message has a file or will have one. */
const hasFile = (entry: Entry) =>
  entry.kind === "sent" ? entry.message.file_url !== null : entry.outgoing.file || entry.outgoing.uploaded;

function MessageRow({ t, me, entry, head, flash, date, actions }: MessageRowProps) {
  const tools = useTools();
  const sender = entry.kind === "sent" ? entry.message.sender : (me ?? UNKNOWN_USER);
  const content = entry.kind === "sent" ? entry.message.content : entry.outgoing.content;
  const replyTo = entry.kind === "sent" ? entry.message.reply_to : (entry.outgoing.reply_to ?? null);
  const deleted = entry.kind === "sent" && entry.message.is_deleted;
  const name = nameOf(sender);
  return (
    <article
      className={styles.message}
      data-key={entry.key}
      data-head={head || undefined}
      data-tools={tools.wanted || undefined}
      data-flash={flash || undefined}
      data-local={entry.kind === "local" ? entry.state : undefined}
      tabIndex={-1}
      aria-label={`${name}, ${clock(date)}`}
      {...tools.handlers}
    >
      {head && (
        <div className={styles.avatar}>
          <Avatar user={sender} />
        </div>
      )}
      {!head && tools.wanted && (
        <time className={styles.sideTime} dateTime={date.toISOString()} title={exact(t, date)}>
          {clock(date)}
        </time>
      )}
      <div className={styles.body}>
        {head && (
          <p className={styles.by}>
            <b>{name}</b>
            <Time t={t} date={date} />
          </p>
        )}
        {replyTo !== null && <Quote id={replyTo} actions={actions} />}
        {deleted ? (
          <p className={styles.deleted}>{t.deleted}</p>
        ) : (
          <>
            {content && <MessageText text={content} me={me?.username} />}
            {hasFile(entry) && <Attachment entry={entry} />}
          </>
        )}
        {entry.kind === "sent" && entry.message.is_edited && !deleted && (
          <span className={styles.edited}>{t.edited}</span>
        )}
        {entry.kind === "local" && <LocalState t={t} entry={entry} actions={actions} />}
      </div>
      {tools.wanted && entry.kind === "sent" && !deleted && <Tools t={t} entry={entry} actions={actions} />}
    </article>
  );
}

/** Shows hours and minutes. The exact time is slow to format and is made when the pointer enters. */
function Time({ t, date }: { t: Texts; date: Date }) {
  return (
    <time
      dateTime={date.toISOString()}
      onPointerEnter={(event) => {
        event.currentTarget.title = exact(t, date);
      }}
    >
      {clock(date)}
    </time>
  );
}

/** Whether a row shows its buttons and time: when the pointer or the focus reaches it, or after a while. */
function useTools() {
  const [wanted, setWanted] = useState(false);
  useEffect(() => {
    const timer = setTimeout(() => setWanted(true), TOOLS_AFTER_MS);
    return () => clearTimeout(timer);
  }, []);
  const want = () => setWanted(true);
  return { wanted, handlers: { onPointerEnter: want, onFocus: want } };
}

/** The buttons of a message. */
function Tools({ t, entry, actions }: { t: Texts; entry: SentEntry; actions: MessageActions }) {
  return (
    <div className={styles.tools}>
      <button type="button" tabIndex={-1} aria-label={t.reply} onClick={() => actions.reply(entry.message)}>
        <Icon name="reply" size={18} />
      </button>
      <button
        type="button"
        tabIndex={-1}
        aria-label={t.messageActions}
        aria-haspopup="menu"
        onClick={(event) => actions.openMenu(entry, event.currentTarget.getBoundingClientRect())}
      >
        <Icon name="more" size={18} />
      </button>
    </div>
  );
}

/** Shows the progress of a message that the server does not have yet. */
function LocalState({ t, entry, actions }: { t: Texts; entry: LocalEntry; actions: MessageActions }) {
  const { state, key, progress = 0 } = entry;
  if (state === "failed") {
    return (
      <p className={styles.failed}>
        <span>
          {t.failed}
          {entry.error && `: ${explain(entry.error, t)}`}
        </span>
        <button type="button" onClick={() => actions.retry(key)}>
          {t.retry}
        </button>
        <button type="button" onClick={() => actions.discard(key)}>
          {t.discard}
        </button>
      </p>
    );
  }
  const words = { queued: t.queued, sending: t.sending, uploading: t.uploading(percent(t, progress)) };
  return (
    <p className={styles.pending} data-state={state}>
      {state === "uploading" && <progress max={1} value={progress} aria-label={words.uploading} />}
      <span>{words[state]}</span>
      {(state === "uploading" || (state === "queued" && entry.outgoing.file)) && (
        <button type="button" onClick={() => actions.discard(key)}>
          {t.cancel}
        </button>
      )}
    </p>
  );
}
