import { type ReactNode, useId } from "react";
import { useLayer } from "../state/layers.ts";
import { useTexts } from "../text/index.ts";
import { Icon } from "../ui/Icon.tsx";
import ui from "../ui/ui.module.css";
import styles from "./people.module.css";

/** A panel beside a room's messages; on a narrow page it covers them. */
export function Panel({ title, onClose, children }: { title: string; onClose(): void; children: ReactNode }) {
  const t = useTexts();
  const id = useId();
  useLayer(onClose);
  return (
    <aside
      className={styles.panel}
      aria-labelledby={id}
      onKeyDown={(event) => event.key === "Escape" && onClose()}
    >
      <header className={styles.head}>
        <h2 id={id}>{title}</h2>
        <button type="button" className={ui.iconButton} aria-label={t.close} onClick={onClose}>
          <Icon name="close" />
        </button>
      </header>
      {children}
    </aside>
  );
}
