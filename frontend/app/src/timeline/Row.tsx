import type { Entry, LocalEntry, SentEntry, User } from "@roomcast/client";
import { useMe } from "@roomcast/react";
import { memo, useEffect, useState } from "react";
import { clock, day, exact, nameOf, percent } from "../text/format.ts";
import { explain, useTexts } from "../text/index.ts";
import { Avatar } from "../ui/Avatar.tsx";
import { Icon } from "../ui/Icon.tsx";
import { Attachment } from "./Attachment.tsx";
import { createdAt } from "./groups.ts";
import { Lines } from "./Lines.tsx";
import { MessageText } from "./MessageText.tsx";
import { Quote } from "./Quote.tsx";
import styles from "./timeline.module.css";
import type { Acts } from "./useActs.tsx";
import { useLongPress } from "./useLongPress.ts";

export interface RowProps {
  entry: Entry;
  /** Whether it goes on where the one before ended. */
  grouped: boolean;
  newDay: boolean;
  /** Whether it is the first unread one. */
  unread: boolean;
  /** The room's name, above its first message. */
  beginning: string | null;
  flash: boolean;
  acts: Acts;
}

/** Rows that only pass by, in a burst or while one scrolls, are made without them. */
const TOOLS_AFTER_MS = 1_000;

const NOBODY: User = { id: 0, username: "", first_name: "", last_name: "" };

/** A message with what stands above it. */
export const Row = memo(function Row({ entry, grouped, newDay, unread, beginning, flash, acts }: RowProps) {
  const t = useTexts();
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
      {beginning !== null && <Lines happened={acts.happened} after={0} />}
      {unread && (
        <div className={styles.unread}>
          <span>{t.newMessages}</span>
        </div>
      )}
      {system ? (
        <p className={styles.system}>{entry.message.content}</p>
      ) : (
        <MessageRow entry={entry} head={!grouped || newDay || unread} flash={flash} acts={acts} date={date} />
      )}
      {entry.kind === "sent" && <Lines happened={acts.happened} after={entry.message.seq} />}
    </>
  );
});

interface MessageRowProps {
  entry: Entry;
  /** Whether it shows who wrote it. */
  head: boolean;
  flash: boolean;
  date: Date;
  acts: Acts;
}

function MessageRow({ entry, head, flash, date, acts }: MessageRowProps) {
  const t = useTexts();
  const me = useMe();
  const press = useLongPress((box) => acts.menu(entry, box));
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
      {...press}
      {...tools.call}
    >
      {head && <Avatar user={sender} />}
      {!head && tools.wanted && (
        <time className={styles.sideTime} dateTime={date.toISOString()} title={exact(t, date)}>
          {clock(date)}
        </time>
      )}
      <div className={styles.body}>
        {head && (
          <p className={styles.by}>
            <b>{name}</b>
            <Time date={date} />
          </p>
        )}
        {replyTo !== null && <Quote id={replyTo} acts={acts} />}
        {deleted ? (
          <p className={styles.deleted}>{t.deleted}</p>
        ) : (
          <>
            {content && <MessageText text={content} me={me?.username} />}
            <Attachment entry={entry} />
          </>
        )}
        {entry.kind === "sent" && entry.message.is_edited && !deleted && (
          <span className={styles.edited}>{t.edited}</span>
        )}
        {entry.kind === "local" && <LocalState entry={entry} acts={acts} />}
      </div>
      {tools.wanted && entry.kind === "sent" && !deleted && <Tools entry={entry} acts={acts} />}
    </article>
  );
}

/** Hours and minutes; the exact time, which is dear to make, once one points at it. */
function Time({ date, className }: { date: Date; className?: string }) {
  const t = useTexts();
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

function Tools({ entry, acts }: { entry: SentEntry; acts: Acts }) {
  const t = useTexts();
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
function LocalState({ entry, acts }: { entry: LocalEntry; acts: Acts }) {
  const t = useTexts();
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
