import { memo } from "react";
import { pieces } from "../text/links.ts";
import styles from "./timeline.module.css";

/** Shows a message's text with links and mentions. Nothing in it is ever HTML. */
export const MessageText = memo(function MessageText({ text, me }: { text: string; me: string | undefined }) {
  let at = 0;
  const all = pieces(text, me);
  if (all.length === 1 && all[0]?.kind === "text") {
    return (
      <p className={styles.text} dir="auto">
        {text}
      </p>
    );
  }
  return (
    <p className={styles.text} dir="auto">
      {all.map((piece) => {
        const key = at;
        at += piece.text.length;
        // Text of its own among elements would break the page when a translator exchanges it.
        if (piece.kind === "text") return <span key={key}>{piece.text}</span>;
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
