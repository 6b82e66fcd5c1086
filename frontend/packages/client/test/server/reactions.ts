/** The reactions of the fake server: stored with all their users, shown with some. */
import { REACTION_USERS, REACTION_USERS_LIVE } from "../../src/generated/facts.js";
import type { Reaction } from "../../src/index.js";

/** The reactions after a user has set or taken back one. */
export function withReaction(all: readonly Reaction[], emoji: string, user: number, on: boolean): Reaction[] {
  const one = all.find((each) => each.emoji === emoji) ?? { emoji, count: 0, user_ids: [] };
  const others = one.user_ids.filter((id) => id !== user);
  const user_ids = on ? (one.count > others.length ? one.user_ids : [...others, user]) : others;
  const next = { ...one, user_ids, count: user_ids.length };
  if (!one.count) return on ? [...all, next] : [...all];
  return all.map((each) => (each === one ? next : each)).filter(({ count }) => count > 0);
}

/** Reactions as frames show them. */
export const inFrame = (all: readonly Reaction[]): Reaction[] =>
  all.map((one) => ({ ...one, user_ids: one.user_ids.slice(0, REACTION_USERS_LIVE) }));

/** Reactions as REST answers them to `user`. */
export const inAnswer = (all: readonly Reaction[], user: number): Reaction[] =>
  all.map((one) => ({
    ...one,
    user_ids: one.user_ids.slice(0, REACTION_USERS),
    me: one.user_ids.includes(user),
  }));
