import { lazy, type ReactNode, Suspense, useState } from "react";
import { later } from "../state/later.ts";
import type { MenuItem } from "./Menu.tsx";

const Menu = lazy(later(() => import("./Menu.tsx")));

/** Opens a menu beside `anchor`; `label` names it for screen readers. */
export type OpenMenu = (label: string, items: readonly MenuItem[], anchor: DOMRect) => void;

/** A menu: `open` shows it, `node` is its place among the elements. */
export function useMenu(): { open: OpenMenu; node: ReactNode } {
  const [state, setState] = useState<{ label: string; items: readonly MenuItem[]; anchor: DOMRect } | null>(
    null,
  );
  return {
    open: (label, items, anchor) => setState({ label, items, anchor }),
    node: state && (
      <Suspense>
        <Menu {...state} onClose={() => setState(null)} />
      </Suspense>
    ),
  };
}
