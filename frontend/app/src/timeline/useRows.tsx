import type { Entry } from "@roomcast/client";
import { type ReactElement, useCallback, useRef } from "react";
import { Row } from "./Row.tsx";
import type { RowProps } from "./rowProps.ts";

/** Number of rows to remember: more than are ever rendered at once. */
const ROWS_KEPT = 300;

/** Returns a function that makes rows. Equal properties give the same element, so that the list skips it. */
export function useRows(): (props: RowProps) => ReactElement<RowProps> {
  const rows = useRef(new Map<Entry, ReactElement<RowProps>>());
  return useCallback((props: RowProps) => {
    const before = rows.current.get(props.entry);
    const names = Object.keys(props) as (keyof RowProps)[];
    if (before && names.every((name) => before.props[name] === props[name])) return before;
    const row = <Row key={props.entry.key} {...props} />;
    if (rows.current.size >= ROWS_KEPT) rows.current.clear();
    rows.current.set(props.entry, row);
    return row;
  }, []);
}
