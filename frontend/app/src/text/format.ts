import type { User } from "@roomcast/client";
import { isolated, withoutControls } from "./bidi.ts";
import type { Texts } from "./en.ts";

const formats = new Map<string, Intl.DateTimeFormat>();

/** A date format; each one is made once, since making one is slow. */
function format(lang: string, name: string, options: Intl.DateTimeFormatOptions) {
  const key = `${lang} ${name}`;
  let found = formats.get(key);
  if (!found) {
    found = new Intl.DateTimeFormat(lang, options);
    formats.set(key, found);
  }
  return found;
}

/** The date that a server or a clock names; the beginning of 1970 if it is none. */
export function dateOf(time: string | number): Date {
  const date = new Date(time);
  return Number.isNaN(date.getTime()) ? new Date(0) : date;
}

const two = (n: number) => String(n).padStart(2, "0");

/** Hours and minutes, the same in both languages. Does without `Intl`, whose first use takes a slow processor 70 ms. */
export const clock = (at: Date) => `${two(at.getHours())}:${two(at.getMinutes())}`;

/** Day and time to the second. */
export const exact = (t: Texts, at: Date) =>
  format(t.lang, "exact", { dateStyle: "full", timeStyle: "medium" }).format(at);

/** A number for each local day: two dates have the same one if they are on the same day. */
export const dayOf = (at: Date) => at.getFullYear() * 10_000 + at.getMonth() * 100 + at.getDate();

/** Local days between two dates. */
function daysAgo(at: Date, now: Date): number {
  const midnight = (date: Date) => new Date(date.getFullYear(), date.getMonth(), date.getDate()).getTime();
  return Math.round((midnight(now) - midnight(at)) / 86_400_000);
}

/** The day in words: today, yesterday, or its date. */
export function day(t: Texts, at: Date, now = new Date()): string {
  const ago = daysAgo(at, now);
  if (ago === 0 || ago === 1) {
    const word = new Intl.RelativeTimeFormat(t.lang, { numeric: "auto" }).format(-ago, "day");
    return word.charAt(0).toUpperCase() + word.slice(1);
  }
  const year = at.getFullYear() === now.getFullYear() ? undefined : "numeric";
  return format(t.lang, `day ${year}`, { weekday: "long", day: "numeric", month: "long", year }).format(at);
}

/** A short form: the time if it is today, else the weekday or the date. */
export function when(t: Texts, at: Date, now = new Date()): string {
  const ago = daysAgo(at, now);
  if (ago <= 0) return clock(at);
  if (ago < 7) return format(t.lang, "weekday", { weekday: "short" }).format(at);
  const year = at.getFullYear() === now.getFullYear() ? undefined : "2-digit";
  return format(t.lang, `short ${year}`, { day: "numeric", month: "numeric", year }).format(at);
}

/** A number of bytes with a fitting unit; nothing if it is no number of bytes. */
export function bytes(t: Texts, size: number): string {
  const units = ["byte", "kilobyte", "megabyte", "gigabyte"] as const;
  if (!(size >= 0)) return "";
  const step = Math.min(units.length - 1, size < 1 ? 0 : Math.floor(Math.log10(size) / 3));
  const style = { style: "unit", unit: units[step], unitDisplay: "short", maximumFractionDigits: 1 } as const;
  return new Intl.NumberFormat(t.lang, style).format(size / 1000 ** step);
}

/** A share between 0 and 1 in percent. */
export const percent = (t: Texts, share: number) =>
  new Intl.NumberFormat(t.lang, { style: "percent" }).format(share);

/** A user's full name if there is one, else the username; without characters that would turn what follows. */
export function nameOf(user: User): string {
  const first = user.first_name ?? "";
  const last = user.last_name ?? "";
  if (!first && !last) return withoutControls(user.username ?? "");
  const han = /\p{Script=Han}/u.test(last + first);
  return withoutControls(han ? last + first : `${first} ${last}`.trim());
}

/** A user's name for use within a sentence. */
export const nameInText = (user: User): string => isolated(nameOf(user));

/** A message in one line. */
export function excerpt(
  t: Texts,
  m: { content: string; message_type: string; file_name?: string | null; is_deleted?: boolean },
) {
  if (m.is_deleted) return t.deleted;
  const line = withoutControls(m.content ?? "").replace(/\s+/g, " ");
  if (line.trim()) return line;
  return `[${m.message_type === "image" ? t.image : t.file}] ${isolated(m.file_name ?? "")}`.trim();
}
