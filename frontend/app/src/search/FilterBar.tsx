import { nameInText } from "../text/format.ts";
import { useMoreTexts } from "../text/more.ts";
import { Icon } from "../ui/Icon.tsx";
import styles from "./search.module.css";
import { KINDS } from "./typed.ts";
import type { Filters } from "./useFilters.ts";

/** The filters of a search: those that are set as chips that remove them, and buttons that set others. */
export function FilterBar({ filters, onChange }: { filters: Filters; onChange(): void }) {
  const m = useMoreTexts().search;
  const { from, has, typedFrom } = filters;
  const change = (act: () => void) => () => {
    act();
    onChange();
  };
  const chip = (label: string, remove: () => void) => (
    <button
      type="button"
      className={styles.chip}
      data-set="true"
      aria-label={m.remove(label)}
      onClick={change(remove)}
    >
      {label}
      <Icon name="close" size={14} />
    </button>
  );
  const other = (label: string, set: () => void) => (
    <button key={label} type="button" className={styles.chip} onClick={change(set)}>
      {label}
    </button>
  );
  return (
    <fieldset className={styles.filters} aria-label={m.filters}>
      {from && chip(m.fromUser(nameInText(from)), () => filters.setFrom(null))}
      {has && chip(m.has[has], () => filters.setHas(null))}
      {!from &&
        typedFrom === null &&
        other(m.from, () => filters.setText((before) => `${before.trimEnd()} from:`.trimStart()))}
      {!has && KINDS.map((kind) => other(m.has[kind], () => filters.setHas(kind)))}
    </fieldset>
  );
}
