import { useTexts } from "../text/index.ts";
import { Dialog } from "../ui/Dialog.tsx";
import styles from "./dialogs.module.css";

/** A dialog that lists the keyboard shortcuts. */
export default function Shortcuts({ onClose }: { onClose(): void }) {
  const t = useTexts();
  return (
    <Dialog title={t.shortcuts} onClose={onClose}>
      <dl className={styles.keys}>
        {t.keys.map(([key, meaning]) => (
          <div key={key + meaning}>
            <dt>
              {key.split(" ").map((each) => (
                <kbd key={each}>{each}</kbd>
              ))}
            </dt>
            <dd>{meaning}</dd>
          </div>
        ))}
      </dl>
    </Dialog>
  );
}
