import { memo } from "react";
import { pieces } from "../text/links.ts";
import { mayBeFormatted, mayMention } from "../text/mayBeFormatted.ts";
import { PieceOf } from "./PieceOf.tsx";
import styles from "./timeline.module.css";
import { useFormatting } from "./useFormatting.ts";

interface MessageTextProps {
  text: string;
  /** The reader's name. */
  me: string | undefined;
  /** The message's id; none before it is sent. */
  id?: number;
}

/** Shows a message's text with links, mentions and light formatting. Nothing in it is ever HTML. */
export const MessageText = memo(function MessageText(props: MessageTextProps) {
  const { text } = props;
  return mayBeFormatted(text) || mayMention(text) ? (
    <PerhapsFormatted {...props} />
  ) : (
    <PlainText {...props} />
  );
});

/** Shows a text formatted, as soon as the code for that is there and if the reader wants it. */
function PerhapsFormatted({ text, me, id }: MessageTextProps) {
  const FormattedText = useFormatting(id);
  return FormattedText ? <FormattedText text={text} me={me} id={id} /> : <PlainText text={text} me={me} />;
}

/** Shows a text as it was written. */
function PlainText({ text, me }: MessageTextProps) {
  const all = pieces(text, me);
  let at = 0;
  return (
    <p className={styles.text} dir="auto">
      {all.length === 1 && all[0]?.kind === "text"
        ? text
        : all.map((piece) => {
            const key = at;
            at += piece.text.length;
            return <PieceOf key={key} piece={piece} />;
          })}
    </p>
  );
}
