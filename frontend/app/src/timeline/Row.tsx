import type { Entry, LocalEntry, Me, SentEntry, User } from "@roomcast/client";
import { memo, useEffect, useState } from "react";
import type { Texts } from "../text/en.ts";
import { clock, day, exact, nameOf, percent } from "../text/format.ts";
import { explain } from "../text/index.ts";
import { Avatar } from "../ui/Avatar.tsx";
import { Icon } from "../ui/Icon.tsx";
import { Attachment } from "./Attachment.tsx";
import { createdAt } from "./groups.ts";
import type { Happening } from "./happened.ts";
import { Lines } from "./Lines.tsx";
import { MessageText } from "./MessageText.tsx";
import { Quote } from "./Quote.tsx";
import styles from "./timeline.module.css";
import type { Acts } from "./useActs.tsx";

/** What a row shows. It asks for nothing by itself: in a burst, rows are most of the work. */
export interface RowProps {
  t: Texts;
  me: Me | null;
  entry: Entry;
  /** Whether it goes on where the one before ended. */
  grouped: boolean;
  newDay: boolean;
  /** Whether it is the first unread one. */
  unread: boolean;
  /** The room's name, above its first message. */
  beginning: string | null;
  /** What happened to members before the first message, and after this one. */
  before: readonly Happening[] | undefined;
  after: readonly Happening[] | undefined;
  flash: boolean;
  acts: Acts;
}

/** Rows that only pass by, in a burst or while one scrolls, are made without them. */
const TOOLS_AFTER_MS = 1_000;

const NOBODY: User = { id: 0, username: "", first_name: "", last_name: "" };

/** A message with what stands above it. */
export const Row = memo(function Row(props: RowProps) {
  const { t, entry, grouped, newDay, unread, beginning, before, after } = props;
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
      {before && <Lines t={t} lines={before} />}
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
      {after && <Lines t={t} lines={after} />}
    </>
  );
});

interface MessageRowProps extends RowProps {
  /** Whether it shows who wrote it. */
  head: boolean;
  date: Date;
}

/** Whether a message has a file, or will have one. */
const hasFile = (entry: Entry) =>
  entry.kind === "sent" ? entry.message.file_url !== null : entry.outgoing.file || entry.outgoing.uploaded;

function MessageRow({ t, me, entry, head, flash, date, acts }: MessageRowProps) {
  const tools = useTools();
  const sender = entry.kind === "sent" ? entry.message.sender : (me ?? NOBODY);
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
      {...tools.call}
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
        {replyTo !== null && <Quote id={replyTo} acts={acts} />}
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
        {entry.kind === "local" && <LocalState t={t} entry={entry} acts={acts} />}
      </div>
      {tools.wanted && entry.kind === "sent" && !deleted && <Tools t={t} entry={entry} acts={acts} />}
    </article>
  );
}

/** Hours and minutes; the exact time, which is dear to make, once one points at it. */
function Time({ t, date, className }: { t: Texts; date: Date; className?: string }) {
  return (
    <time
      className={className}
      dateTime={date.toISOString()}
      onPointerEnter={(event) => {
        event.currentTarget.title = exact(t, date);
      }}
    >
      {clock(date)}
    </time>
  );
}

/** Whether a row has its buttons and its time: once it is pointed at or has the focus, else when it has been there a while. */
function useTools() {
  const [wanted, setWanted] = useState(false);
  useEffect(() => {
    const timer = setTimeout(() => setWanted(true), TOOLS_AFTER_MS);
    return () => clearTimeout(timer);
  }, []);
  const want = () => setWanted(true);
  return { wanted, call: { onPointerEnter: want, onFocus: want } };
}

function Tools({ t, entry, acts }: { t: Texts; entry: SentEntry; acts: Acts }) {
  return (
    <div className={styles.tools}>
      <button type="button" tabIndex={-1} aria-label={t.reply} onClick={() => acts.reply(entry.message)}>
        <Icon name="reply" size={18} />
      </button>
      <button
        type="button"
        tabIndex={-1}
        aria-label={t.messageActions}
        aria-haspopup="menu"
        onClick={(event) => acts.menu(entry, event.currentTarget.getBoundingClientRect())}
      >
        <Icon name="more" size={18} />
      </button>
    </div>
  );
}

/** How far a message is that the server does not have yet. */
function LocalState({ t, entry, acts }: { t: Texts; entry: LocalEntry; acts: Acts }) {
  const { state, key, progress = 0 } = entry;
  if (state === "failed") {
    return (
      <p className={styles.failed}>
        <span>
          {t.failed}
          {entry.error && `: ${explain(entry.error, t)}`}
        </span>
        <button type="button" onClick={() => acts.retry(key)}>
          {t.retry}
        </button>
        <button type="button" onClick={() => acts.discard(key)}>
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
        <button type="button" onClick={() => acts.discard(key)}>
          {t.cancel}
        </button>
      )}
    </p>
  );
}
