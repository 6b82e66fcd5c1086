import { MENTION_SIGNS } from "./mentions.ts";

/** What formatting begins with: marks around words, code, a link, a quote, a line of a list. */
const MARKS = /[*`]|~~|(?<![A-Za-z0-9])_|\]\(|^ *(?:> |[-+] |\d{1,9}[.)] )/m;

/** Whether a text has characters that could be formatting. Quick: it is asked of every message. */
export const mayBeFormatted = (text: string): boolean => MARKS.test(text);

/** Whether a text has a sign that could begin a mention. */
export const mayMention = (text: string): boolean => [...MENTION_SIGNS].some((sign) => text.includes(sign));
