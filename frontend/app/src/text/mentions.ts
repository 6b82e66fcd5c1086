/** A piece of a message: text, a web address, or a mention of the reader. */
export type Piece = { kind: "text" | "link" | "mention"; text: string };

/** The signs that begin a mention: input methods for Chinese and Japanese type the wide one. */
export const MENTION_SIGNS = "@＠";

/** A sign that begins a mention; not one within a word or a mail address. */
const SIGN = new RegExp(`(?<![A-Za-z0-9])[${MENTION_SIGNS}]`, "gu");
/** A letter of a word that goes on. */
const GOES_ON = /^[A-Za-z0-9_]/;
/** A mark that belongs to the letter before it. */
const COMBINES = /^\p{M}/u;
/** A composed letter may be written as so many code units. */
const MAX_PARTS = 4;

/** One spelling of all spellings of a name. */
const folded = (text: string) => text.normalize("NFC").toLowerCase();

/** The length of the name at the beginning of a text, in any spelling; 0 if it is not there or its word goes on. */
function lengthOfName(text: string, name: string): number {
  const most = Math.min(text.length, name.length * MAX_PARTS);
  for (let length = 1; length <= most; length += 1) {
    if (folded(text.slice(0, length)) !== name) continue;
    const rest = text.slice(length);
    if (COMBINES.test(rest)) continue;
    return GOES_ON.test(name.at(-1) ?? "") && GOES_ON.test(rest) ? 0 : length;
  }
  return 0;
}

/** The mention of a name at the beginning of a text; empty if there is none. */
export function mentionAt(text: string, username: string): string {
  const name = folded(username);
  if (!name || !MENTION_SIGNS.includes(text[0] ?? " ")) return "";
  const length = lengthOfName(text.slice(1), name);
  return length ? text.slice(0, length + 1) : "";
}

/** Cuts a text into mentions of a name and what stands between them. */
export function mentions(text: string, username: string): Piece[] {
  const name = folded(username);
  const pieces: Piece[] = [];
  let from = 0;
  for (const { index } of name ? text.matchAll(SIGN) : []) {
    const length = lengthOfName(text.slice(index + 1), name);
    if (length === 0 || index < from) continue;
    if (index > from) pieces.push({ kind: "text", text: text.slice(from, index) });
    from = index + 1 + length;
    pieces.push({ kind: "mention", text: text.slice(index, from) });
  }
  if (from < text.length) pieces.push({ kind: "text", text: text.slice(from) });
  return pieces;
}
