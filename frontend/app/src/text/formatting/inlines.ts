import type { Token, Tokens } from "marked";
import { pieces } from "../links.ts";
import type { Inline } from "./blocks.ts";
import { mayBeNamed } from "./named.ts";
import type { PieceToken } from "./piece.ts";

/** The spaces by which a text in code may be kept from the marks around it. */
const PADDING = /^ (.+) $/s;

/** The text of code in a line, with its line breaks. */
function codeOf(raw: string): string {
  const marks = /^`+/.exec(raw)?.[0].length ?? 0;
  return raw.slice(marks, -marks).replace(PADDING, "$1");
}

/** Puts texts that follow each other together. */
function joined(parts: Inline[]): Inline[] {
  const all: Inline[] = [];
  for (const part of parts) {
    const last = all.at(-1);
    if (part.kind === "text" && last?.kind === "text")
      all[all.length - 1] = { kind: "text", text: last.text + part.text };
    else all.push(part);
  }
  return all;
}

/** Makes the function that reads the tokens within lines; `username` is the reader's. */
export function createInlines(username: string) {
  const inlines = (tokens: Token[] = []): Inline[] => joined(tokens.flatMap(inlineOf));

  const inlineOf = (token: Token): Inline[] => {
    switch (token.type) {
      case "strong":
      case "em":
      case "del":
        return [{ kind: token.type, parts: inlines((token as Tokens.Strong).tokens) }];
      case "codespan":
        return [{ kind: "code", text: codeOf(token.raw) }];
      case "piece":
        return [(token as PieceToken).piece];
      case "link": {
        const { href, text, tokens } = token as Tokens.Link;
        if (mayBeNamed(href, text)) return [{ kind: "named", href, parts: inlines(tokens) }];
      }
    }
    return pieces(token.raw, username);
  };

  return inlines;
}
