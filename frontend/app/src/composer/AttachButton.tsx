import { useTexts } from "../text/index.ts";
import { Icon } from "../ui/Icon.tsx";
import ui from "../ui/ui.module.css";
import styles from "./composer.module.css";

/** A button that lets the user choose files. */
export function AttachButton({
  disabled,
  onFiles,
}: {
  disabled: boolean;
  onFiles(files: Iterable<File>): void;
}) {
  const t = useTexts();
  return (
    <label className={ui.iconButton} data-disabled={disabled || undefined}>
      <span className={ui.hidden}>{t.attach}</span>
      <Icon name="paperclip" />
      <input
        type="file"
        multiple
        className={styles.fileInput}
        disabled={disabled}
        onChange={(event) => {
          onFiles(event.target.files ?? []);
          // Otherwise the same file could not be chosen again.
          event.target.value = "";
        }}
      />
    </label>
  );
}
