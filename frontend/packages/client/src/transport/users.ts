import type { Link } from "./link.js";

/** Those who use a link. */
export type Users = ReturnType<typeof createUsers>;

/** Keeps a link connected while somebody uses it. */
export function createUsers(link: Link) {
  /** What each user does as soon as the link is live. */
  const users = new Map<object, () => unknown>();
  return {
    /** Adds a user. `live` is called whenever the link is live after it was not. */
    hold(user: object, live: () => unknown) {
      if (link.live() && !users.has(user)) live();
      users.set(user, live);
      link.connect("start");
    },
    /** Removes a user, and lets the link end without any. */
    release(user: object) {
      users.delete(user);
      if (!users.size) link.close();
    },
    /** Takes over that the link is live. */
    up() {
      for (const live of users.values()) live();
    },
  };
}
