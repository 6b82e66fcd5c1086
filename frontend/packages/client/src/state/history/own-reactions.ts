import type { Reaction } from "../../types/wire.js";

/** A reaction that the user sets on the message with a number, or takes back. */
export interface ReactionChange {
  seq: number;
  emoji: string;
  on: boolean;
}

/** Whether a user is the user of this chat. */
export type IsMe = (user: { id: number }) => boolean;

/** The reaction with an emoji; U+FE0F only asks for the emoji's colourful form. */
const find = (all: readonly Reaction[], emoji: string) => {
  const meant = (text: string) => text.replaceAll("\ufe0f", "");
  return all.find((each) => meant(each.emoji) === meant(emoji));
};

/**
 * Reactions with the user's own part in them: as they tell it; else as it was `before`, where they do not name
 * everybody.
 */
export const withOwn = (told: readonly Reaction[], before: readonly Reaction[], isMe: IsMe): Reaction[] =>
  told.map((one) => ({
    ...one,
    me:
      one.me ??
      (one.user_ids.some((id) => isMe({ id })) ||
        (one.count > one.user_ids.length && !!find(before, one.emoji)?.me)),
  }));

/** Reactions as they will be after a change of the user's own. The users that they name stay. */
export function withChange(all: Reaction[], { emoji, on: me }: ReactionChange): Reaction[] {
  const here = find(all, emoji);
  const one = here ?? { emoji, count: 0, user_ids: [], me: false };
  if (one.me === me) return all;
  const next = { ...one, me, count: one.count + (me ? 1 : -1) };
  return here ? all.map((each) => (each === one ? next : each)).filter(({ count }) => count) : [...all, next];
}
