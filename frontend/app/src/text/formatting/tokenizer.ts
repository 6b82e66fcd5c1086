import { Tokenizer, type Tokens } from "marked";

/** Formatting in formatting in formatting is read this deep; what is deeper stays text. */
const MAX_DEPTH = 8;

/** A quote is a `>` and a space: `>_<` is a face. */
const QUOTE = /^ {0,3}> /;
/** A line of a list has words: a `-` or `1.` alone is an answer. */
const LIST = /^ {0,3}(?:[*+-]|\d{1,9}[.)])[ \t]+\S/;
/** Code begins with a line of its own, which may name its language. */
const FENCE = /^ {0,3}`{3,}[\w+#.-]*[ \t]*(?:\n|$)/;
/** Bold words beside punctuation and without spaces around them, as in `**注意：**请看`. Markdown's own rule leaves them out. */
const SPACELESS_STRONG = /^\*\*(?![\s*])([^*\n]*[^\s*])\*\*(?!\*)/;
/** Behind one of these a mark is part of a word or a sum, or of marks that are: `2*3*4`, `2**3**4`. */
const IN_WORD = /[A-Za-z0-9*]/;

/** Reads the light formatting of messages. Everything else of Markdown stays the text that it is. */
export class MessageTokenizer extends Tokenizer {
  #depth = 0;

  /** Reads what may hold formatting itself, unless it lies too deep. */
  #inside<T>(read: () => T): T | undefined {
    if (this.#depth >= MAX_DEPTH) return;
    this.#depth += 1;
    try {
      return read();
    } finally {
      this.#depth -= 1;
    }
  }

  override blockquote(src: string) {
    if (QUOTE.test(src)) return this.#inside(() => super.blockquote(src));
  }
  override fences(src: string) {
    if (FENCE.test(src)) return super.fences(src);
  }
  override list(src: string) {
    if (LIST.test(src)) return this.#inside(() => super.list(src));
  }
  override emStrong(src: string, masked: string, before = ""): Tokens.Em | Tokens.Strong | undefined {
    if (IN_WORD.test(before)) return;
    return this.#inside(() => super.emStrong(src, masked, before) ?? this.#spaceless(src));
  }
  #spaceless(src: string): Tokens.Strong | undefined {
    const [raw, text] = SPACELESS_STRONG.exec(src) ?? [];
    if (raw && text) return { type: "strong", raw, text, tokens: this.lexer.inlineTokens(text) };
  }
  override del(src: string, masked: string, before = ""): Tokens.Del | undefined {
    if (src.startsWith("~~")) return this.#inside(() => super.del(src, masked, before));
  }
  override link(src: string): Tokens.Link | Tokens.Image | undefined {
    return this.#inside(() => super.link(src));
  }

  override code(): undefined {}
  override heading(): undefined {}
  override lheading(): undefined {}
  override hr(): undefined {}
  override html(): undefined {}
  override def(): undefined {}
  override table(): undefined {}
  override escape(): undefined {}
  override tag(): undefined {}
  override reflink(): undefined {}
  override autolink(): undefined {}
  override url(): undefined {}
}
