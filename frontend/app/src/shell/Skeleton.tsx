import ui from "../ui/ui.module.css";
import styles from "./shell.module.css";

const LINES = [68, 52, 74, 45, 60];

/** The page's outline before anything is known. */
export function Skeleton() {
  return (
    <div className={styles.shell} aria-busy="true">
      <div className={styles.side}>
        <div className={styles.bones}>
          {LINES.map((width) => (
            <span key={width} className={ui.skeleton} style={{ width: `${width}%` }} />
          ))}
        </div>
      </div>
      <div className={styles.main} />
    </div>
  );
}
