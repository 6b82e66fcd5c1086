import { settings, useSettings } from "../state/settings.ts";
import { type MoreTexts, moreEn } from "./more.en.ts";
import { moreZh } from "./more.zh.ts";

/** Texts that only later parts of the page show: they are no part of what the page loads first. */
const texts = { en: moreEn, zh: moreZh };

/** The texts of later parts in the user's language; renders again when that changes. */
export const useMoreTexts = (): MoreTexts => texts[useSettings().language];

/** The texts of later parts in the user's language at this moment. */
export const currentMoreTexts = (): MoreTexts => texts[settings.get().language];
