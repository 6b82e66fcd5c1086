import { ChatError } from "@roomcast/client";
import { settings, useSettings } from "../state/settings.ts";
import { en, type Texts } from "./en.ts";
import { zh } from "./zh.ts";

const texts = { en, zh };

/** The page's texts in the user's language; renders again when that changes. */
export const useTexts = (): Texts => texts[useSettings().language];

/** The page's texts in the user's language at this moment. */
export const currentTexts = (): Texts => texts[settings.get().language];

/** A sentence about an error for the user. */
export function explain(error: unknown, t: Texts = currentTexts()): string {
  if (!(error instanceof ChatError)) return t.errors.server;
  return t.details[error.detail] ?? t.errors[error.code];
}
