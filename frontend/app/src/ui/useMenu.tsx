import { type ReactNode, useState } from "react";
import { Menu, type MenuItem } from "./Menu.tsx";

/** A menu for whatever was clicked: `open` shows it, `node` is its place among the elements. */
export function useMenu(): {
  open(label: string, items: readonly MenuItem[], anchor: DOMRect): void;
  node: ReactNode;
} {
  const [state, setState] = useState<{ label: string; items: readonly MenuItem[]; anchor: DOMRect } | null>(
    null,
  );
  return {
    open: (label, items, anchor) => setState({ label, items, anchor }),
    node: state && <Menu {...state} onClose={() => setState(null)} />,
  };
}
