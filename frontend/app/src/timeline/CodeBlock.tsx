import { toast } from "../state/toasts.ts";
import { currentTexts } from "../text/index.ts";
import { Icon } from "../ui/Icon.tsx";
import styles from "./formatting.module.css";

/** Shows lines of code, the name of their language if there is one, and a button that copies them. */
export function CodeBlock({ text, language }: { text: string; language: string }) {
  const t = currentTexts();
  const copy = () => navigator.clipboard.writeText(text).then(() => toast(t.copied));
  return (
    <div className={styles.block}>
      {language && <p className={styles.language}>{language}</p>}
      <pre dir="ltr">
        <code>{text}</code>
      </pre>
      <button type="button" aria-label={t.copyCode} title={t.copyCode} onClick={() => void copy()}>
        <Icon name="copy" size={16} />
      </button>
    </div>
  );
}
