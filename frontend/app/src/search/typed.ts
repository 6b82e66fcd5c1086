/** The kinds of messages that a search can be limited to. */
export const KINDS = ["image", "file"] as const;
/** A kind of messages that a search can be limited to. */
export type Kind = (typeof KINDS)[number];

/** What somebody has typed into the search field. */
export interface Typed {
  /** The words, without the filters. */
  words: string;
  /** The beginning of a sender's name behind `from:`; null without it. */
  from: string | null;
  has: Kind | null;
}

/** `from:` with a name, in quotes or without a space, possibly not finished. Chinese input methods type a wide colon. */
const FROM = /(?<!\S)from[:：]@?(?:"([^"]*)"?|(\S*))/iu;
const HAS = /(?<!\S)has[:：](image|file)s?(?!\S)/iu;

/** Reads what was typed: words and filters. */
export function readTyped(text: string): Typed {
  const from = FROM.exec(text);
  const has = HAS.exec(text)?.[1]?.toLowerCase() ?? null;
  const words = text.replace(FROM, " ").replace(HAS, " ").replace(/\s+/g, " ").trim();
  return { words, from: from ? (from[1] ?? from[2] ?? "") : null, has: has as Kind | null };
}

/** Whether a filter in the text is followed by something: then nothing is added to it any more. */
export function isFinished(text: string, filter: "from" | "has"): boolean {
  const match = (filter === "from" ? FROM : HAS).exec(text);
  return match !== null && match.index + match[0].length < text.length;
}

/** The text without its `from:` filter. */
export const withoutFrom = (text: string) => text.replace(FROM, "").trimStart();
/** The text without its `has:` filter. */
export const withoutHas = (text: string) => text.replace(HAS, "").trimStart();

/** The words and phrases that a search's text must hold, without their quotes. */
export function wordsOf(text: string): string[] {
  const parts = text.matchAll(/"([^"]*)"?|([^\s"]+)/gu);
  return [...parts].map(([, phrase, word]) => phrase ?? word ?? "").filter((word) => word.trim() !== "");
}
