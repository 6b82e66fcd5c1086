import { memo } from "react";
import { pieces } from "../text/links.ts";
import styles from "./timeline.module.css";

/** Shows a message's text with links and mentions. Nothing in it is ever HTML. */
export const MessageText = memo(function MessageText({ text, me }: { text: string; me: string | undefined }) {
  let at = 0;
  return (
    <p className={styles.text} dir="auto">
      {pieces(text, me).map((piece) => {
        const key = at;
        at += piece.text.length;
        if (piece.kind === "text") return piece.text;
        if (piece.kind === "mention") return <mark key={key}>{piece.text}</mark>;
        return (
          <a
            key={key}
            href={piece.text}
            target="_blank"
            rel="noopener noreferrer"
            referrerPolicy="no-referrer"
          >
            {piece.text}
          </a>
        );
      })}
    </p>
  );
});
