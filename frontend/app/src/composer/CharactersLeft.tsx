import { CONTENT_CHARS } from "@roomcast/client/facts";
import { useSyncExternalStore } from "react";
import type { Store } from "../state/store.ts";
import { useTexts } from "../text/index.ts";
import styles from "./composer.module.css";

/** The number of characters left is shown from here on. */
const SHOWN_BELOW = 400;

/** Code points that a message has left. Counts exactly only near the limit: counting a text is slow. */
export function charactersLeft(text: string): number {
  const isShort = text.length < CONTENT_CHARS - SHOWN_BELOW;
  return CONTENT_CHARS - (isShort ? text.length : [...text].length);
}

/** Shows how many characters a message has left, or has too many. */
export function CharactersLeft({ text }: { text: Pick<Store<string>, "get" | "subscribe"> }) {
  const t = useTexts();
  const left = useSyncExternalStore(text.subscribe, () => Math.min(charactersLeft(text.get()), SHOWN_BELOW));
  if (left === SHOWN_BELOW) return null;
  const over = left < 0;
  return (
    <p className={styles.count} data-over={over || undefined} role={over ? "alert" : undefined}>
      {t.left(left)}
    </p>
  );
}
