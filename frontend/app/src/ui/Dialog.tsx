import { type ReactNode, useEffect, useId, useRef } from "react";
import { useLayer } from "../state/layers.ts";
import { useTexts } from "../text/index.ts";
import styles from "./dialog.module.css";
import { Icon } from "./Icon.tsx";
import ui from "./ui.module.css";

interface DialogProps {
  title: string;
  onClose(): void;
  /** `side`: a panel at the end of the page; `picture`: the whole page; `search`: near the top, on a phone all of it. */
  shape?: "side" | "picture" | "search";
  /** Whether it cannot be closed without an answer. */
  fixed?: boolean;
  children: ReactNode;
}

/** A modal dialog of the browser. The focus stays inside and returns to its former place afterwards. */
export function Dialog({ title, onClose, shape, fixed, children }: DialogProps) {
  const t = useTexts();
  const id = useId();
  const dialog = useRef<HTMLDialogElement>(null);
  useLayer(onClose, !fixed);
  useEffect(() => {
    const element = dialog.current;
    if (!element) return;
    const before = document.activeElement;
    element.showModal();
    return () => {
      element.close();
      if (before instanceof HTMLElement && before.isConnected) before.focus({ preventScroll: true });
    };
  }, []);
  return (
    // biome-ignore lint/a11y/useKeyWithClickEvents: a click beside the dialog closes it, and so does Escape
    <dialog
      ref={dialog}
      className={styles.dialog}
      data-shape={shape}
      aria-labelledby={id}
      onCancel={(event) => {
        event.preventDefault();
        if (!fixed) onClose();
      }}
      onClick={(event) => event.target === dialog.current && !fixed && onClose()}
    >
      <div className={styles.body}>
        <header className={styles.head}>
          <h2 id={id}>{title}</h2>
          {!fixed && (
            <button type="button" className={ui.iconButton} aria-label={t.close} onClick={onClose}>
              <Icon name="close" />
            </button>
          )}
        </header>
        {children}
      </div>
    </dialog>
  );
}
