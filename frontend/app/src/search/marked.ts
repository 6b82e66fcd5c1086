import { folded } from "./folding.ts";

/** A piece of an excerpt, marked if it is one of the words that were searched for. */
export interface MarkedPiece {
  text: string;
  marked: boolean;
}

/** Characters that an excerpt shows before its first marked word, and in all. */
const BEFORE = 40;
const IN_ALL = 200;

/** The ranges of a text in which one of the words stands, in order and without overlaps. */
function rangesOf(text: string, words: readonly string[]): [from: number, to: number][] {
  const { text: within, from } = folded(text);
  const found: [number, number][] = [];
  for (const word of words.map((each) => folded(each).text).filter(Boolean)) {
    for (let at = within.indexOf(word); at >= 0; at = within.indexOf(word, at + word.length)) {
      let end = at + word.length;
      // A character that folds into several code units is marked as a whole.
      while (end < within.length && from[end] === from[end - 1]) end += 1;
      found.push([from[at] ?? 0, from[end] ?? text.length]);
    }
  }
  found.sort(([a], [b]) => a - b);
  const joined: [number, number][] = [];
  for (const [start, end] of found) {
    const last = joined.at(-1);
    if (last && start <= last[1]) last[1] = Math.max(last[1], end);
    else joined.push([start, end]);
  }
  return joined;
}

/** The beginning of an excerpt: some characters before `at`, after a space if there is one. */
function beginning(text: string, at: number): number {
  if (at <= BEFORE) return 0;
  const space = text.slice(at - BEFORE, at).search(/\s/);
  let from = at - BEFORE + (space < 0 ? 0 : space + 1);
  // Not within a pair of code units.
  if (/[\udc00-\udfff]/.test(text[from] ?? "")) from += 1;
  return from;
}

/** The part of a message around the first of the words, in one line, with the words marked. */
export function markedExcerpt(content: string, words: readonly string[]): MarkedPiece[] {
  const text = content.replace(/\s+/g, " ").trim();
  const ranges = rangesOf(text, words);
  const from = beginning(text, ranges[0]?.[0] ?? 0);
  const to = Math.min(text.length, from + IN_ALL);
  const pieces: MarkedPiece[] = [];
  const add = (start: number, end: number, marked: boolean) => {
    if (end > start) pieces.push({ text: text.slice(start, end), marked });
  };
  let at = from;
  if (from > 0) pieces.push({ text: "…", marked: false });
  for (const [start, end] of ranges.filter(([start]) => start < to)) {
    add(at, start, false);
    add(start, Math.min(end, to), true);
    at = Math.min(end, to);
  }
  add(at, to, false);
  if (to < text.length) pieces.push({ text: "…", marked: false });
  return pieces;
}
