import { useSyncExternalStore } from "react";
import { clock, nameOf } from "../text/format.ts";
import { useTexts } from "../text/index.ts";
import type { Happened } from "./happened.ts";
import styles from "./timeline.module.css";

/** What happened to members after the message of this number. */
export function Lines({ happened, after }: { happened: Happened; after: number }) {
  const t = useTexts();
  const lines = useSyncExternalStore(happened.subscribe, () => happened.get().get(after));
  return lines?.map(({ id, who, what, at }) => (
    <p key={id} className={styles.system} dir="auto">
      {t.happened[what](nameOf(who))} · <time dateTime={at.toISOString()}>{clock(at)}</time>
    </p>
  ));
}
