import { isolated } from "../text/bidi.ts";
import { useTexts } from "../text/index.ts";
import { Empty } from "../ui/Empty.tsx";
import ui from "../ui/ui.module.css";
import styles from "./timeline.module.css";

/** Widths of the grey lines that stand for messages, in percent. */
const WIDTHS = [64, 38, 72, 51, 45, 68];

interface PlaceholderProps {
  loading: boolean;
  /** The room's name. */
  name: string;
  /** Whether it is a direct room. */
  isDirect: boolean | undefined;
}

/** Stands in for the list while there is nothing in it: a sketch while it loads, else an invitation to write. */
export function Placeholder({ loading, name, isDirect }: PlaceholderProps) {
  const t = useTexts();
  if (!loading) {
    return (
      <div className={styles.nothing}>
        {isDirect ? (
          <Empty icon="user" title={t.beginningDirect(isolated(name))} body={t.noMessagesDirect} />
        ) : (
          <Empty icon="smile" title={t.beginning(isolated(name))} body={t.noMessages} />
        )}
      </div>
    );
  }
  return (
    <div className={styles.bones} role="status" aria-label={t.loading}>
      {WIDTHS.map((width) => (
        <div key={width}>
          <span className={ui.skeleton} />
          <span className={ui.skeleton} style={{ width: `${width}%` }} />
        </div>
      ))}
    </div>
  );
}
