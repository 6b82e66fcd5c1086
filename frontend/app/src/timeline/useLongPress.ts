import { type MouseEvent, type PointerEvent, useEffect, useRef } from "react";
import { isTouch } from "../state/ids.ts";

/** Time until a touch counts as a long press. */
const PRESS_MS = 450;
/** Movement that ends a press, in pixels. */
const MOVE_PX = 10;

/** Returns event handlers that call `onPress` with the element under a long press, and its place. */
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
    // Otherwise the browser's own menu covers ours.
    onContextMenu: (event: MouseEvent) => isTouch() && event.preventDefault(),
  };
}
