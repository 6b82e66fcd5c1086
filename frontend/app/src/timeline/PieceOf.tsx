import type { Piece } from "../text/mentions.ts";

/** Shows a piece of a message. Text has an element too: a translator that exchanges it would break the page otherwise. */
export function PieceOf({ piece }: { piece: Piece }) {
  if (piece.kind === "text") return <span>{piece.text}</span>;
  if (piece.kind === "mention") return <mark>{piece.text}</mark>;
  return (
    <a href={piece.text} target="_blank" rel="noopener noreferrer" referrerPolicy="no-referrer">
      {piece.text}
    </a>
  );
}
