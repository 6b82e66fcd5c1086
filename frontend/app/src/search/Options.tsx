import type { RestMessage } from "@roomcast/client";
import { useChat } from "@roomcast/react";
import { iconOf } from "../rooms/RoomRow.tsx";
import { titleOf } from "../rooms/title.ts";
import { useBlocked } from "../state/blocks.ts";
import { isolated, withoutControls } from "../text/bidi.ts";
import { dateOf, exact, nameOf, when } from "../text/format.ts";
import { useTexts } from "../text/index.ts";
import { useMoreTexts } from "../text/more.ts";
import { Avatar } from "../ui/Avatar.tsx";
import { Icon } from "../ui/Icon.tsx";
import { type MarkedPiece, markedExcerpt } from "./marked.ts";
import { keyOf, type OptionGroup, type SearchOption } from "./options.ts";
import styles from "./search.module.css";

/** Distance to the end of the list from which on more is asked for, in pixels. */
const NEAR_PX = 200;

interface OptionsProps {
  id: string;
  groups: readonly OptionGroup[];
  activeKey: string;
  /** The words to mark in messages. */
  words: readonly string[];
  onPick(option: SearchOption): void;
  /** Called when the reader comes near the end. */
  onEnd(): void;
}

/** Lists what a search offers, in groups. The field keeps the focus and handles the keys. */
export function Options({ id, groups, activeKey, words, onPick, onEnd }: OptionsProps) {
  const t = useTexts();
  const m = useMoreTexts().search;
  const titles = { ...m, rooms: t.rooms };
  return (
    <div
      id={id}
      role="listbox"
      aria-label={m.results}
      className={styles.list}
      onScroll={({ currentTarget: { scrollTop, clientHeight, scrollHeight } }) =>
        scrollTop + clientHeight > scrollHeight - NEAR_PX && onEnd()
      }
    >
      {groups.map(({ name, options }) => (
        // biome-ignore lint/a11y/useSemanticElements: options of a list box are grouped by a role
        <div key={name} role="group" aria-labelledby={`${id}-${name}`}>
          <div id={`${id}-${name}`} role="presentation" className={styles.title}>
            {titles[name]}
          </div>
          {options.map((option) => (
            // biome-ignore lint/a11y/useKeyWithClickEvents: the field keeps the focus and handles the keys
            <div
              key={keyOf(option)}
              id={`${id}-${keyOf(option)}`}
              role="option"
              tabIndex={-1}
              aria-selected={keyOf(option) === activeKey}
              className={styles.option}
              onMouseDown={(event) => event.preventDefault()}
              onClick={() => onPick(option)}
            >
              <OptionContent option={option} words={words} />
            </div>
          ))}
        </div>
      ))}
    </div>
  );
}

function OptionContent({ option, words }: { option: SearchOption; words: readonly string[] }) {
  const t = useTexts();
  if (option.kind === "message") return <MessageContent message={option.message} words={words} />;
  if (option.kind === "room") {
    const { room } = option;
    return (
      <>
        <Icon name={iconOf(room)} size={18} />
        <b dir="auto">{withoutControls(titleOf(room))}</b>
        {room.unread_count > 0 && <small>{t.unread(room.unread_count)}</small>}
      </>
    );
  }
  const { user } = option;
  return (
    <>
      <Avatar user={user} small />
      <b dir="auto">{nameOf(user)}</b>
      <small>{option.kind === "person" ? t.writeTo : isolated(`@${withoutControls(user.username)}`)}</small>
    </>
  );
}

/** Shows a message that was found: sender, room, time, and the text around the words. */
function MessageContent({ message, words }: { message: RestMessage; words: readonly string[] }) {
  const t = useTexts();
  const { rooms } = useChat();
  const room = rooms.find(message.room.id);
  const at = dateOf(message.created_at);
  const hidden = useBlocked().has(message.sender.id) && !room?.is_direct;
  const marked = (content: string) => markedExcerpt(withoutControls(content), words);
  const text = hidden ? [{ text: t.blockedMessage, marked: false }] : marked(message.content);
  const file = marked(message.file_name ?? "");
  return (
    <div className={styles.message}>
      <p>
        <b dir="auto">{nameOf(message.sender)}</b>
        <small dir="auto">{withoutControls(room ? titleOf(room) : message.room.name)}</small>
        <time dateTime={message.created_at} title={exact(t, at)}>
          {when(t, at)}
        </time>
      </p>
      {text.length > 0 && <Pieces pieces={text} />}
      {message.file_url && !hidden && (
        <span className={styles.file}>
          <Icon name={message.message_type === "image" ? "image" : "file"} size={16} />
          {file.length > 0 ? <Pieces pieces={file} /> : t.file}
        </span>
      )}
    </div>
  );
}

function Pieces({ pieces }: { pieces: readonly MarkedPiece[] }) {
  let at = 0;
  return (
    <span dir="auto" className={styles.text}>
      {pieces.map(({ text, marked }) => {
        at += text.length;
        return marked ? <mark key={at}>{text}</mark> : <span key={at}>{text}</span>;
      })}
    </span>
  );
}
