import { type KeyboardEvent, useRef } from "react";
import { useLayer } from "../state/layers.ts";
import { Icon, type IconName } from "./Icon.tsx";
import styles from "./menu.module.css";
import { useMenuFocus, useMenuPlace } from "./useMenuPlace.ts";

/** One thing that a menu offers. */
export interface MenuItem {
  label: string;
  icon?: IconName;
  /** Whether it is shown as something to be careful with. */
  danger?: boolean;
  /** Whether it is chosen among several of which one is; undefined if it is no such choice. */
  checked?: boolean;
  run(): void;
}

interface MenuProps {
  /** The menu's name for screen readers. */
  label: string;
  items: readonly MenuItem[];
  /** The box or the point that the menu belongs to. */
  anchor: DOMRect;
  onClose(): void;
}

/** A menu in the browser's top layer; a click elsewhere or Escape closes it. */
export default function Menu({ label, items, anchor, onClose }: MenuProps) {
  const menu = useRef<HTMLDivElement>(null);
  useMenuPlace(menu, anchor);
  useMenuFocus(menu, onClose);
  useLayer(onClose);
  const onKeyDown = (event: KeyboardEvent) => {
    const buttons = [...(menu.current?.querySelectorAll("button") ?? [])];
    const index = buttons.indexOf(document.activeElement as HTMLButtonElement);
    const moves: Record<string, number> = { ArrowDown: index + 1, ArrowUp: index - 1, Home: 0, End: -1 };
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
        // biome-ignore lint/a11y/useAriaPropsSupportedByRole: only a role that supports it has it
        <button
          key={item.label}
          type="button"
          role={item.checked === undefined ? "menuitem" : "menuitemradio"}
          aria-checked={item.checked}
          data-danger={item.danger}
          onClick={() => {
            onClose();
            item.run();
          }}
        >
          {item.icon && <Icon name={item.icon} size={18} />}
          <span>{item.label}</span>
        </button>
      ))}
    </div>
  );
}
