import { store, useStore } from "./store.ts";

export type Language = "zh" | "en";
export type Theme = "auto" | "light" | "dark";

/** What this browser remembers of its user's taste. */
export interface Settings {
  language: Language;
  theme: Theme;
  sound: boolean;
  desktop: boolean;
  /** Room ids. */
  pinned: readonly number[];
  muted: readonly number[];
}

const KEY = "roomcast.settings";

function read(): Settings {
  const language = navigator.languages.some((each) => each.startsWith("zh")) ? "zh" : "en";
  const first = navigator.language.startsWith("en") ? "en" : language;
  const standard: Settings = {
    language: first,
    theme: "auto",
    sound: false,
    desktop: false,
    pinned: [],
    muted: [],
  };
  try {
    return { ...standard, ...JSON.parse(localStorage.getItem(KEY) ?? "{}") };
  } catch {
    return standard;
  }
}

export const settings = store(read());
export const useSettings = () => useStore(settings);

export function changeSettings(change: Partial<Settings>) {
  const next = { ...settings.get(), ...change };
  settings.set(next);
  show(next);
  try {
    localStorage.setItem(KEY, JSON.stringify(next));
  } catch {
    // A full or forbidden storage: the choice lasts as long as the page.
  }
}

/** Puts a room into one of the lists, or takes it out. */
export function toggleRoom(list: "pinned" | "muted", id: number) {
  const before = settings.get()[list];
  changeSettings({ [list]: before.includes(id) ? before.filter((other) => other !== id) : [...before, id] });
}

/** Makes the document follow the settings. */
export function show({ language, theme }: Settings = settings.get()) {
  const root = document.documentElement;
  root.lang = language === "zh" ? "zh-CN" : "en";
  if (theme === "auto") root.removeAttribute("data-theme");
  else root.dataset.theme = theme;
}
