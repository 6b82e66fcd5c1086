import { type KeyboardEvent, useEffect, useLayoutEffect, useRef } from "react";
import { Icon, type IconName } from "./Icon.tsx";
import styles from "./ui.module.css";

export interface MenuItem {
  label: string;
  icon?: IconName;
  danger?: boolean;
  run(): void;
}

interface MenuProps {
  label: string;
  items: readonly MenuItem[];
  /** Where it belongs: a box of the page, or a point. */
  anchor: DOMRect;
  onClose(): void;
}

const GAP = 4;

/** A menu in the browser's top layer; a click elsewhere or Escape closes it. */
export function Menu({ label, items, anchor, onClose }: MenuProps) {
  const menu = useRef<HTMLDivElement>(null);
  const close = useRef(onClose);
  close.current = onClose;

  useLayoutEffect(() => {
    const element = menu.current;
    if (!element) return;
    element.showPopover();
    const { width, height } = element.getBoundingClientRect();
    const under = anchor.bottom + GAP + height <= innerHeight;
    const end = Math.min(anchor.right - width, innerWidth - width - GAP);
    element.style.setProperty(
      "--top",
      `${Math.max(GAP, under ? anchor.bottom + GAP : anchor.top - GAP - height)}px`,
    );
    element.style.setProperty("--left", `${Math.max(GAP, end)}px`);
  }, [anchor]);

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
  }, []);

  const onKeyDown = (event: KeyboardEvent) => {
    const buttons = [...(menu.current?.querySelectorAll("button") ?? [])];
    const at = buttons.indexOf(document.activeElement as HTMLButtonElement);
    const moves: Record<string, number> = { ArrowDown: at + 1, ArrowUp: at - 1, Home: 0, End: -1 };
    const to = moves[event.key];
    if (event.key === "Tab") onClose();
    if (event.key === "Escape") {
      event.preventDefault();
      event.stopPropagation();
      onClose();
    }
    if (to === undefined) return;
    event.preventDefault();
    buttons.at(to % buttons.length)?.focus();
  };

  return (
    <div
      ref={menu}
      popover="auto"
      role="menu"
      tabIndex={-1}
      aria-label={label}
      className={styles.menu}
      onKeyDown={onKeyDown}
    >
      {items.map((item) => (
        <button
          key={item.label}
          type="button"
          role="menuitem"
          data-danger={item.danger}
          onClick={() => {
            onClose();
            item.run();
          }}
        >
          {item.icon && <Icon name={item.icon} size={18} />}
          {item.label}
        </button>
      ))}
    </div>
  );
}
