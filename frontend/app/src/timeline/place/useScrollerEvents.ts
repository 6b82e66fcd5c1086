import { useLayoutEffect } from "react";
import type { ListView } from "./useListView.ts";

/** Events that show that a scroll may be the reader's. */
const INPUT_EVENTS = ["wheel", "touchmove", "pointerdown", "keydown"];

/** Calls `onResize` when the scrolling element or its content changes size, and notes the reader's input. */
export function useScrollerEvents({ scroller, following }: ListView, filled: boolean, onResize: () => void) {
  useLayoutEffect(() => {
    const element = scroller.current;
    if (!filled || !element) return;
    const observer = new ResizeObserver(onResize);
    observer.observe(element);
    for (const child of element.children) observer.observe(child);
    for (const type of INPUT_EVENTS) element.addEventListener(type, following.noteInput, { passive: true });
    return () => {
      observer.disconnect();
      for (const type of INPUT_EVENTS) element.removeEventListener(type, following.noteInput);
    };
  }, [scroller, following, filled, onResize]);
}
