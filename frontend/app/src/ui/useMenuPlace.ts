import { type RefObject, useEffect, useLayoutEffect, useRef } from "react";

/** Distance between a menu and its anchor or the page's edge, in pixels. */
const GAP = 4;

/** Shows a menu under `anchor`, or above it if there is no room below. */
export function useMenuPlace(menu: RefObject<HTMLElement | null>, anchor: DOMRect) {
  useLayoutEffect(() => {
    const element = menu.current;
    if (!element) return;
    element.showPopover();
    const { width, height } = element.getBoundingClientRect();
    const below = anchor.bottom + GAP;
    const top = below + height <= innerHeight ? below : anchor.top - GAP - height;
    const left = Math.min(anchor.right - width, innerWidth - width - GAP);
    element.style.setProperty("--top", `${Math.max(GAP, top)}px`);
    element.style.setProperty("--left", `${Math.max(GAP, left)}px`);
  }, [menu, anchor]);
}

/** Focuses a menu's first item, closes the menu when the browser does, and gives the focus back afterwards. */
export function useMenuFocus(menu: RefObject<HTMLElement | null>, onClose: () => void) {
  const close = useRef(onClose);
  close.current = onClose;
  useEffect(() => {
    const element = menu.current;
    if (!element) return;
    const before = document.activeElement;
    const onToggle = (event: Event) => (event as ToggleEvent).newState === "closed" && close.current();
    element.addEventListener("toggle", onToggle);
    element.querySelector("button")?.focus();
    return () => {
      element.removeEventListener("toggle", onToggle);
      const lost = document.activeElement === document.body || element.contains(document.activeElement);
      if (lost && before instanceof HTMLElement && before.isConnected) before.focus({ preventScroll: true });
    };
  }, [menu]);
}
