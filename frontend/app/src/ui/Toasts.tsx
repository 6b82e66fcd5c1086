import { dismiss, useToasts } from "../state/toasts.ts";
import styles from "./toasts.module.css";

/** Shows the toasts. */
export default function Toasts() {
  const toasts = useToasts();
  return (
    <div role="status" className={styles.toasts}>
      {toasts.map(({ id, text, bad, action }) => (
        <div key={id} className={styles.toast} data-bad={bad || undefined}>
          <span>{text}</span>
          {action && (
            <button
              type="button"
              onClick={() => {
                dismiss(id);
                action.run();
              }}
            >
              {action.label}
            </button>
          )}
        </div>
      ))}
    </div>
  );
}
