import { useTexts } from "../text/index.ts";
import { useMoreTexts } from "../text/more.ts";
import { Dialog } from "../ui/Dialog.tsx";
import styles from "./dialogs.module.css";

/** A dialog that lists the keyboard shortcuts. */
export default function Shortcuts({ onClose }: { onClose(): void }) {
  const t = useTexts();
  const { keys } = useMoreTexts();
  return (
    <Dialog title={t.shortcuts} onClose={onClose}>
      <dl className={styles.keys}>
        {keys.map(([key, meaning]) => (
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
