import { useEffect } from "react";
import { later } from "../state/later.ts";
import { useSettings } from "../state/settings.ts";
import { store, useStore } from "../state/store.ts";

type FormattedText = typeof import("./FormattedText.tsx").FormattedText;

/** The component that shows formatted text; null until its code is loaded. */
const loaded = store<{ FormattedText: FormattedText } | null>(null);
/** The ids of the messages that are shown as they were written. */
const asWritten = store<ReadonlySet<number>>(new Set());

let isLoading = false;

/** Loads the code, once. If it cannot be had, texts are shown as they were written. */
async function load() {
  if (isLoading) return;
  isLoading = true;
  try {
    show(await later(() => import("./FormattedText.tsx"))());
  } catch {}
}

/** Shows the texts formatted, as soon as no link has the focus: the texts are exchanged, and it would lose it. */
function show(code: { FormattedText: FormattedText }) {
  if (!document.activeElement?.closest("article a")) return loaded.set(code);
  addEventListener("focusout", () => setTimeout(show, 0, code), { once: true });
}

/** Whether a message is shown as it was written although formatting is on. */
export const isAsWritten = (id: number) => asWritten.get().has(id);

/** Shows a message as it was written, or formatted again. */
export function toggleAsWritten(id: number) {
  const next = new Set(asWritten.get());
  if (!next.delete(id)) next.add(id);
  asWritten.set(next);
}

/** The component that shows a message's text formatted; null where it is to be shown as it was written. */
export function useFormatting(id: number | undefined): FormattedText | null {
  const { formatting } = useSettings();
  const written = useStore(asWritten);
  const code = useStore(loaded);
  useEffect(() => {
    if (formatting) void load();
  }, [formatting]);
  return formatting && !(id && written.has(id)) ? (code?.FormattedText ?? null) : null;
}
