import { useTyping } from "@roomcast/react";
import { nameOf } from "../text/format.ts";
import { useTexts } from "../text/index.ts";
import styles from "./room.module.css";

/** Who types. Its height is always there, so nothing moves. */
export function TypingLine({ id }: { id: number }) {
  const t = useTexts();
  const names = useTyping(id).map(nameOf);
  return (
    <div className={styles.typing}>
      {names.length > 0 && (
        <>
          <span className={styles.wave} aria-hidden="true">
            <i />
            <i />
            <i />
          </span>
          {t.typing(names)}
        </>
      )}
    </div>
  );
}
