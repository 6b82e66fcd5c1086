import { explain, useTexts } from "../text/index.ts";
import { useMoreTexts } from "../text/more.ts";
import { useSecondsUntil } from "../ui/useSecondsUntil.ts";
import type { Found } from "./createSearch.ts";
import styles from "./search.module.css";
import type { Filters } from "./useFilters.ts";

/** Says in a sentence how a search stands; `count` is the number of options. */
export function Status({ filters, found, count }: { filters: Filters; found: Found | null; count: number }) {
  const t = useTexts();
  const m = useMoreTexts().search;
  const seconds = useSecondsUntil(found?.goesOnAt ?? null);
  const { text, typedFrom, sender, people } = filters;
  const sentence = () => {
    if (typedFrom !== null && !sender) return typedFrom && people.length === 0 ? m.nobody(typedFrom) : "";
    if (!found) return count === 0 ? m.hint : "";
    if (found.goesOnAt !== null) return m.wait(Math.max(1, seconds));
    if (found.error) return explain(found.error, t);
    if (found.isBusy) return m.searching;
    if (count === 0 && !found.hasMore) return t.noResults(text.trim());
    return m.found(found.messages.length, found.hasMore);
  };
  return (
    <p role="status" className={styles.status} data-bad={!!found?.error || undefined}>
      {sentence()}
    </p>
  );
}
