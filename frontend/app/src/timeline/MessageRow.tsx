import type { Entry, User } from "@roomcast/client";
import { isolated } from "../text/bidi.ts";
import type { Texts } from "../text/en.ts";
import { clock, exact, nameOf } from "../text/format.ts";
import { Avatar } from "../ui/Avatar.tsx";
import { Attachment } from "./Attachment.tsx";
import { LocalState } from "./LocalState.tsx";
import { MessageText } from "./MessageText.tsx";
import { Quote } from "./Quote.tsx";
import { Reactions } from "./Reactions.tsx";
import { ReplyCount } from "./ReplyCount.tsx";
import type { RowProps } from "./rowProps.ts";
import { Tools, useTools } from "./Tools.tsx";
import styles from "./timeline.module.css";

/** Stands for the reader until the server has said who that is. */
const UNKNOWN_USER: User = { id: 0, username: "", first_name: "", last_name: "" };

interface MessageRowProps extends RowProps {
  /** Whether it shows its sender. */
  head: boolean;
  date: Date;
}

/** Whether a message has a file or will have one. */
const hasFile = (entry: Entry) =>
  entry.kind === "sent" ? entry.message.file_url !== null : entry.outgoing.file || entry.outgoing.uploaded;

/** Shows a message itself: sender, time, text, file and state. */
export function MessageRow({ t, me, entry, head, flash, date, replies, actions }: MessageRowProps) {
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
      aria-label={`${isolated(name)}, ${clock(date)}`}
      {...tools.handlers}
    >
      {head && (
        <div className={styles.avatar}>
          <Avatar user={sender} />
        </div>
      )}
      {!head && tools.wanted && <Time t={t} date={date} className={styles.sideTime} />}
      <div className={styles.body}>
        {head && (
          <p className={styles.by}>
            <b dir="auto">{name}</b>
            <Time t={t} date={date} />
          </p>
        )}
        {replyTo !== null && replyTo !== actions.root && <Quote id={replyTo} actions={actions} />}
        {deleted ? (
          <p className={styles.deleted}>{t.deleted}</p>
        ) : (
          <>
            {content && (
              <MessageText
                text={content}
                me={me?.username}
                id={entry.kind === "sent" ? entry.message.id : undefined}
              />
            )}
            {hasFile(entry) && <Attachment entry={entry} />}
          </>
        )}
        {entry.kind === "sent" && entry.message.is_edited && !deleted && (
          <span className={styles.edited}>{t.edited}</span>
        )}
        {entry.kind === "sent" && !deleted && entry.message.reactions?.length > 0 && (
          <Reactions t={t} message={entry.message} me={me} actions={actions} />
        )}
        {entry.kind === "sent" && replies > 0 && (
          <ReplyCount t={t} message={entry.message} replies={replies} actions={actions} />
        )}
        {entry.kind === "local" && <LocalState t={t} entry={entry} actions={actions} />}
      </div>
      {tools.wanted && entry.kind === "sent" && !deleted && <Tools t={t} entry={entry} actions={actions} />}
    </article>
  );
}

/** Shows hours and minutes. The exact time is slow to format and is made when the pointer enters. */
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
