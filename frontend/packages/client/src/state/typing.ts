import { cell, type Schedule } from "../cell.js";
import { TYPING_MS } from "../limits.js";
import type { Environment } from "../types/environment.js";
import type { User } from "../types/wire.js";

/** The other users who are typing in a room, each until told otherwise or for a while. */
export function createTyping(env: Environment, soon: Schedule, isMe: (user: User) => boolean) {
  const users = cell<readonly User[]>([], soon);
  /** Cancels the end of each user's typing. */
  const cancels = new Map<number, () => void>();

  const set = (user: User, isTyping: boolean) => {
    if (isMe(user)) return;
    const { id } = user;
    cancels.get(id)?.();
    const others = users.get().filter((other) => other.id !== id);
    if (cancels.delete(id) !== isTyping) users.set(isTyping ? [...others, user] : others);
    if (!isTyping) return;
    cancels.set(
      id,
      env.after(TYPING_MS, () => set(user, false)),
    );
  };

  return {
    users,
    set,
    /** Nobody is typing any more. */
    reset() {
      for (const user of users.get()) set(user, false);
    },
  };
}
