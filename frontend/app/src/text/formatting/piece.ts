import type { MarkedOptions, Token, Tokens } from "marked";
import { addressAt } from "../links.ts";
import { MENTION_SIGNS, mentionAt } from "../mentions.ts";
import type { Inline } from "./blocks.ts";

/** What may begin an address or a mention. */
const BEGINNING = new RegExp(`https?://|[${MENTION_SIGNS}]`, "iu");
/** Behind one of these a sign is part of a mail address. */
const IN_WORD = /[A-Za-z0-9]$/;
/** Matches a sign and the word behind it, which may be the name of a user. */
const PERSON = new RegExp(
  `^[${MENTION_SIGNS}][\\p{L}\\p{N}_](?:[\\p{L}\\p{M}\\p{N}_.-]{0,28}[\\p{L}\\p{M}\\p{N}_])?`,
  "u",
);

/** A token of an address or a mention. */
export interface PieceToken extends Tokens.Generic {
  piece: Inline;
}

/** Makes the reader of addresses and mentions: marks of formatting in them are part of them. */
export function pieceExtension(username: string): NonNullable<MarkedOptions["extensions"]> {
  const tokenOf = (kind: "link" | "mention" | "person", raw = ""): PieceToken | undefined =>
    raw ? { type: "piece", raw, piece: { kind, text: raw } } : undefined;
  const mention = (src: string, before: Token | undefined) =>
    IN_WORD.test(before?.raw ?? "")
      ? undefined
      : (tokenOf("mention", mentionAt(src, username)) ?? tokenOf("person", PERSON.exec(src)?.[0]));
  return {
    renderers: {},
    childTokens: {},
    inline: [(src, tokens) => tokenOf("link", addressAt(src)) ?? mention(src, (tokens as Token[]).at(-1))],
    startInline: [
      (src) => {
        const at = src.search(BEGINNING);
        return at < 0 ? undefined : at;
      },
    ],
  };
}
