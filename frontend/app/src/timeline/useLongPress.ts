import { type MouseEvent, type PointerEvent, useEffect, useRef } from "react";
import { isTouch } from "../state/ids.ts";

const PRESS_MS = 450;
const MOVE_PX = 10;

/** Calls back with what a finger rests on, and where. */
export function useLongPress(onPress: (target: Element, box: DOMRect) => void) {
  const timer = useRef<ReturnType<typeof setTimeout>>(undefined);
  const from = useRef({ x: 0, y: 0 });
  const cancel = () => clearTimeout(timer.current);
  useEffect(() => () => clearTimeout(timer.current), []);
  return {
    onPointerDown(event: PointerEvent<HTMLElement>) {
      const target = event.target as Element;
      if (event.pointerType === "mouse" || target.closest("a, button")) return;
      const { clientX: x, clientY: y } = event;
      from.current = { x, y };
      timer.current = setTimeout(() => onPress(target, new DOMRect(x, y, 0, 0)), PRESS_MS);
    },
    onPointerMove(event: PointerEvent<HTMLElement>) {
      if (Math.hypot(event.clientX - from.current.x, event.clientY - from.current.y) > MOVE_PX) cancel();
    },
    onPointerUp: cancel,
    onPointerCancel: cancel,
    // The browser's own menu would lie over ours.
    onContextMenu: (event: MouseEvent) => isTouch() && event.preventDefault(),
  };
}
