import { mentions, type Piece } from "./mentions.ts";

/** Matches web addresses. Chinese punctuation ends one; a Han character may stand directly before one. */
const ADDRESS = /https?:\/\/[^\s<>"'`，。！？；：、（）【】《》「」『』“”‘’…]+/giu;
/** Matches punctuation at the end of an address. */
const PUNCTUATION = /[.,;:!?'"*_~]+$/;
/** The host of an address, and what follows it. */
const PARTS = /^(https?:\/\/[^/?#]*)(.*)$/isu;
/** A character of a language that is written without spaces, and so may follow an address directly. */
const SPACELESS = /[\p{Script=Han}\p{Script=Hiragana}\p{Script=Katakana}\p{Script=Hangul}]/u;
/** The same behind an ASCII letter or digit: a host that begins in such a language goes on in it. */
const SPACELESS_IN_HOST = new RegExp(`(?<=[a-z0-9])${SPACELESS.source}`, "iu");

/** The part of a text before the first match; the whole text if there is none. */
function before(text: string, pattern: RegExp): string {
  const at = text.search(pattern);
  return at < 0 ? text : text.slice(0, at);
}

/** An address without the words that follow it directly, as in “https://example.com谢谢”. */
function withoutWords(address: string): string {
  const [, host = address, rest = ""] = PARTS.exec(address) ?? [];
  const ended = before(host, SPACELESS_IN_HOST);
  return ended === host ? host + before(rest, SPACELESS) : ended;
}

/** An address without the punctuation at its end that belongs to the sentence around it. */
function trimmed(address: string): string {
  for (;;) {
    const next = address.replace(PUNCTUATION, "");
    const last = next.at(-1);
    const opening = last === ")" ? "(" : last === "]" ? "[" : last === "}" ? "{" : "";
    const unbalanced = opening && next.split(opening).length < next.split(last as string).length;
    if (!unbalanced) return next;
    address = next.slice(0, -1);
  }
}

/** Whether a text is an http or https address. */
export function isWebAddress(text: unknown): text is string {
  if (typeof text !== "string") return false;
  try {
    return /^https?:$/.test(new URL(text).protocol);
  } catch {
    return false;
  }
}

/** The address at the beginning of a text; empty if there is none. */
export function addressAt(text: string): string {
  const match = new RegExp(ADDRESS.source, "iuy").exec(text);
  const address = match ? trimmed(withoutWords(match[0])) : "";
  return isWebAddress(address) ? address : "";
}

/** Cuts a message into pieces, which together are the whole message; `username` is the reader's. */
export function pieces(text: string, username = ""): Piece[] {
  const found: Piece[] = [];
  let from = 0;
  const pattern = new RegExp(ADDRESS);
  for (let match = pattern.exec(text); match; match = pattern.exec(text)) {
    const address = trimmed(withoutWords(match[0]));
    // Behind the words that end an address, another one may follow.
    pattern.lastIndex = match.index + Math.max(1, address.length);
    if (!isWebAddress(address)) continue;
    if (match.index > from) found.push(...mentions(text.slice(from, match.index), username));
    found.push({ kind: "link", text: address });
    from = match.index + address.length;
  }
  if (from < text.length) found.push(...mentions(text.slice(from), username));
  return found;
}
