/** A piece of a message: text, a web address, or a mention of the reader. */
type Piece = { kind: "text" | "link" | "mention"; text: string };

/** Matches web addresses. Chinese punctuation ends one; a Han character may stand directly before one. */
const ADDRESS = /https?:\/\/[^\s<>"'`，。！？；：、（）【】《》「」『』“”‘’…]+/giu;
/** Matches punctuation at the end of an address. */
const PUNCTUATION = /[.,;:!?'"*_~]+$/;

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
export function isWebAddress(text: string | null): text is string {
  if (!text) return false;
  try {
    return /^https?:$/.test(new URL(text).protocol);
  } catch {
    return false;
  }
}

/** Cuts a text into mentions of a name and what stands between them. */
function mentions(text: string, name: string): Piece[] {
  if (!name) return [{ kind: "text", text }];
  const wanted = `@${name.toLowerCase()}`;
  const low = text.toLowerCase();
  if (low.length !== text.length) return [{ kind: "text", text }];
  const pieces: Piece[] = [];
  let from = 0;
  for (let at = low.indexOf(wanted); at >= 0; at = low.indexOf(wanted, at + 1)) {
    if (/[a-z0-9]/i.test(text[at - 1] ?? "")) continue;
    if (at > from) pieces.push({ kind: "text", text: text.slice(from, at) });
    pieces.push({ kind: "mention", text: text.slice(at, at + wanted.length) });
    from = at + wanted.length;
  }
  if (from < text.length) pieces.push({ kind: "text", text: text.slice(from) });
  return pieces;
}

/** Cuts a message into pieces, which together are the whole message; `username` is the reader's. */
export function pieces(text: string, username = ""): Piece[] {
  const found: Piece[] = [];
  let from = 0;
  for (const match of text.matchAll(ADDRESS)) {
    const address = trimmed(match[0]);
    if (!isWebAddress(address)) continue;
    if (match.index > from) found.push(...mentions(text.slice(from, match.index), username));
    found.push({ kind: "link", text: address });
    from = match.index + address.length;
  }
  if (from < text.length) found.push(...mentions(text.slice(from), username));
  return found;
}
