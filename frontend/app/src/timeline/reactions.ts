import type { Reaction } from "@roomcast/client";
import type { Texts } from "../text/en.ts";

/** Names that a reaction shows; the others are counted. */
const MAX_NAMES = 10;

/** Who has reacted, in words; `nameOf` names a user, unless nobody knows the name. */
export function reactedBy(
  t: Texts,
  { emoji, count, user_ids, me }: Reaction,
  meId: number | undefined,
  nameOf: (id: number) => string | undefined,
): string {
  const others = user_ids.filter((id) => id !== meId).flatMap((id) => nameOf(id) ?? []);
  const names = [...(me ? [t.you] : []), ...others].slice(0, MAX_NAMES);
  return t.reacted(emoji, names, Math.max(0, count - names.length));
}
