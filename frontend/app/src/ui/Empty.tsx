import type { ReactNode } from "react";
import { Icon, type IconName } from "./Icon.tsx";
import styles from "./ui.module.css";

/** Stands in an empty place; `children` are buttons for what to do about it. */
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
      <span className={styles.emptyIcon}>
        <Icon name={icon} size={28} />
      </span>
      <p className={styles.emptyTitle}>{title}</p>
      {body && <p>{body}</p>}
      {children && <div className={styles.buttons}>{children}</div>}
    </div>
  );
}
