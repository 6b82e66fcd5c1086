import { store, useStore } from "./store.ts";

/** A language of the page. */
export type Language = "zh" | "en";
/** The colours of the page; `auto` follows the system. */
export type Theme = "auto" | "light" | "dark";

/** The user's choices, which this browser remembers. */
export interface Settings {
  language: Language;
  theme: Theme;
  sound: boolean;
  desktop: boolean;
  /** Whether messages are shown with their formatting. */
  formatting: boolean;
  /** Ids of rooms at the top of the list. */
  pinned: readonly number[];
}

const KEY = "roomcast.settings";

/** The stored settings; missing ones follow the browser. */
function read(): Settings {
  const language = navigator.languages.some((each) => each.startsWith("zh")) ? "zh" : "en";
  const first = navigator.language.startsWith("en") ? "en" : language;
  const standard: Settings = {
    language: first,
    theme: "auto",
    sound: false,
    desktop: false,
    formatting: true,
    pinned: [],
  };
  try {
    return { ...standard, ...JSON.parse(localStorage.getItem(KEY) ?? "{}") };
  } catch {
    return standard;
  }
}

/** The settings of this browser. */
export const settings = store(read());
/** The settings; renders again when they change. */
export const useSettings = () => useStore(settings);

/** Changes settings, applies and stores them. */
export function changeSettings(change: Partial<Settings>) {
  const next = { ...settings.get(), ...change };
  settings.set(next);
  applySettings(next);
  try {
    localStorage.setItem(KEY, JSON.stringify(next));
  } catch {
    // If storage is full or forbidden, the choice lasts until the page is closed.
  }
}

/** Puts a room at the top of the list, or back to its place. */
export function togglePinned(id: number) {
  const before = settings.get().pinned;
  changeSettings({ pinned: before.includes(id) ? before.filter((other) => other !== id) : [...before, id] });
}

/** Applies language and theme to the document. */
export function applySettings({ language, theme }: Settings = settings.get()) {
  const root = document.documentElement;
  root.lang = language === "zh" ? "zh-CN" : "en";
  if (theme === "auto") root.removeAttribute("data-theme");
  else root.dataset.theme = theme;
}
