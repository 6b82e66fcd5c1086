import type { Texts } from "./en.ts";

/** Seconds in words, in the largest unit that they fill: `5 minutes`. */
export function inWords({ lang }: Pick<Texts, "lang">, seconds: number): string {
  const unit = seconds % 3_600 === 0 ? "hour" : seconds % 60 === 0 ? "minute" : "second";
  const n = seconds / { hour: 3_600, minute: 60, second: 1 }[unit];
  return new Intl.NumberFormat(lang, { style: "unit", unit, unitDisplay: "long" }).format(n);
}

/** Seconds as a clock shows them: `0:05`, `1:00:00`. */
export function asClock(seconds: number): string {
  const two = (n: number) => String(n).padStart(2, "0");
  const [hours, minutes] = [Math.floor(seconds / 3_600), Math.floor(seconds / 60) % 60];
  return `${hours ? `${hours}:${two(minutes)}` : minutes}:${two(seconds % 60)}`;
}
