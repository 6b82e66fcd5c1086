import type { User } from "@roomcast/client";
import { nameOf } from "../text/format.ts";
import styles from "./ui.module.css";

const HUES = 10;

function initials(name: string): string {
  const han = name.match(/\p{Script=Han}/u);
  if (han) return [...name].slice(-2).join("");
  const words = name.split(/[\s._-]+/).filter(Boolean);
  const letters =
    words.length > 1 ? [words[0], words[1]].map((word) => [...(word ?? "")][0]) : [...name].slice(0, 2);
  return letters.join("").toUpperCase();
}

/** Somebody's initials; decoration beside the name. */
export function Avatar({ user, small, online }: { user: User; small?: boolean; online?: boolean }) {
  return (
    <span
      className={styles.avatar}
      data-hue={user.id % HUES}
      data-small={small || undefined}
      aria-hidden="true"
    >
      {initials(nameOf(user))}
      {online !== undefined && <span className={styles.presence} data-online={online} />}
    </span>
  );
}
