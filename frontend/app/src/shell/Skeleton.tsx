import ui from "../ui/ui.module.css";
import styles from "./shell.module.css";

/** Widths of the grey lines that stand for rooms, in percent. */
const WIDTHS = [68, 52, 74, 45, 60];

/** A sketch of the page while it loads. */
export function Skeleton() {
  return (
    <div className={styles.shell} aria-busy="true">
      <div className={styles.side}>
        <div className={styles.bones}>
          {WIDTHS.map((width) => (
            <span key={width} className={ui.skeleton} style={{ width: `${width}%` }} />
          ))}
        </div>
      </div>
      <div className={styles.main} />
    </div>
  );
}
