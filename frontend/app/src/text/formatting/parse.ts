import { Lexer, type Token, type Tokens } from "marked";
import { pieces } from "../links.ts";
import type { Block } from "./blocks.ts";
import { createInlines } from "./inlines.ts";
import { pieceExtension } from "./piece.ts";
import { MessageTokenizer } from "./tokenizer.ts";

/** The longest text that is read; no message is longer. */
const MAX_LENGTH = 4_000;
/** The most marks: the time for reading them grows with their square. */
const MAX_MARKS = 800;
/** What may take time to read. */
const MARKS = /[*_~[\]`<>\\!@＠|]/g;

/** Whether a text is too long or too dense to be read. */
const isTooMuch = (text: string) => text.length > MAX_LENGTH || (text.match(MARKS)?.length ?? 0) > MAX_MARKS;

/** Reads the light formatting of a message; `username` is the reader's. */
export function parse(text: string, username = ""): Block[] {
  const inlines = createInlines(username);
  const plain = (raw: string): Block[] => (raw ? [{ kind: "lines", parts: pieces(raw, username) }] : []);

  const blocks = (tokens: Token[] = []): Block[] =>
    tokens.flatMap((token, at) => blockOf(token, tokens[at - 1]?.raw ?? ""));

  const itemOf = ({ tokens }: Tokens.ListItem): Block[] => {
    const all = blocks(tokens);
    const [box, first] = all;
    // The box of a task is a token of its own before the words.
    if (tokens[0]?.type !== "checkbox" || box?.kind !== "lines" || first?.kind !== "lines") return all;
    return [{ kind: "lines", parts: [...box.parts, ...first.parts] }, ...all.slice(2)];
  };

  const blockOf = (token: Token, before: string): Block[] => {
    switch (token.type) {
      case "space": {
        const lines = token.raw.split("\n").length - (before.endsWith("\n") ? 1 : 2);
        return lines > 0 ? [{ kind: "gap", lines }] : [];
      }
      case "paragraph":
      case "text":
        return [{ kind: "lines", parts: inlines((token as Tokens.Paragraph).tokens) }];
      case "code": {
        const { lang = "", text } = token as Tokens.Code;
        return [{ kind: "block", text, language: lang }];
      }
      case "blockquote":
        return [{ kind: "quote", blocks: blocks((token as Tokens.Blockquote).tokens) }];
      case "list": {
        const { ordered, start, items } = token as Tokens.List;
        return [{ kind: "list", start: ordered ? Number(start) : null, items: items.map(itemOf) }];
      }
    }
    return plain(token.raw);
  };

  if (isTooMuch(text)) return plain(text);
  const tokenizer = new MessageTokenizer();
  const extensions = pieceExtension(username);
  return blocks(new Lexer({ gfm: true, breaks: true, tokenizer, extensions }).lex(text));
}
