import type { ReactNode } from "react";
import styles from "./empty.module.css";
import { Icon, type IconName } from "./Icon.tsx";
import ui from "./ui.module.css";

/** Says that a place is empty; `children` are buttons that help. */
export function Empty({
  icon,
  title,
  body,
  children,
}: {
  icon: IconName;
  title: string;
  body?: string;
  children?: ReactNode;
}) {
  return (
    <div className={styles.empty}>
      <span className={styles.icon}>
        <Icon name={icon} size={28} />
      </span>
      <p className={styles.title}>{title}</p>
      {body && <p>{body}</p>}
      {children && <div className={`${ui.buttons} ${styles.actions}`}>{children}</div>}
    </div>
  );
}
