import { type ReactNode, useState } from "react";
import { part } from "../state/part.tsx";
import type { MenuItem } from "./Menu.tsx";

const Menu = part(() => import("./Menu.tsx"));

/** Opens a menu beside `anchor`; `label` names it for screen readers. */
export type OpenMenu = (label: string, items: readonly MenuItem[], anchor: DOMRect) => void;

/** A menu: `open` shows it, `node` is its place among the elements. */
export function useMenu(): { open: OpenMenu; node: ReactNode } {
  const [state, setState] = useState<{ label: string; items: readonly MenuItem[]; anchor: DOMRect } | null>(
    null,
  );
  return {
    open: (label, items, anchor) => setState({ label, items, anchor }),
    node: state && <Menu {...state} onClose={() => setState(null)} />,
  };
}
