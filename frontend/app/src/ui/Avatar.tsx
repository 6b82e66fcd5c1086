import type { User } from "@roomcast/client";
import { nameOf } from "../text/format.ts";
import styles from "./avatar.module.css";

/** Number of colours in the style sheet. */
const HUES = 10;

/** One or two letters of a name; of a Chinese name its last two characters. */
function initials(name: string): string {
  const han = name.match(/\p{Script=Han}/u);
  if (han) return [...name].slice(-2).join("");
  const words = name.split(/[\s._-]+/).filter(Boolean);
  const letters =
    words.length > 1 ? [words[0], words[1]].map((word) => [...(word ?? "")][0]) : [...name].slice(0, 2);
  return letters.join("").toUpperCase();
}

/** Shows a user's initials, as decoration beside the name; `online` adds a sign of presence. */
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
