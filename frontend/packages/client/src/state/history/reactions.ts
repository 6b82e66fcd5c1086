import { MAX_CHANGES } from "../../limits.js";
import type { Message, Reaction } from "../../types/wire.js";
import { type IsMe, type ReactionChange, withChange, withOwn } from "./own-reactions.js";

/** The reactions to a message, as a message, an answer or a frame tells them. */
export type Told = Pick<Message, "seq" | "reactions" | "reactions_version">;

/** The reactions to a message as the server has them. */
interface State {
  /** Their version, and a half where an answer told them: of one version, answers tell more than frames. */
  rank: number;
  reactions: Reaction[];
}

const NONE: State = { rank: 0, reactions: [] };

/**
 * Creates the reactions to a room's messages: the greatest version wins, wherever it stands.
 *
 * @param here the message with a number, if it is kept
 * @param show takes over what is new about the message with a number
 */
export function createReactions(isMe: IsMe, here: (seq: number) => unknown, show: (seq: number) => void) {
  const states = new Map<number, State>();
  /** The user's own changes that the server has not answered. */
  let pending: ReactionChange[] = [];

  /** The reactions to a message after the changes that are under way; the same array until something is new. */
  const now = (seq: number) => {
    const { rank, reactions } = states.get(seq) ?? NONE;
    return { rank, reactions: pending.filter((each) => each.seq === seq).reduce(withChange, reactions) };
  };

  /** Takes and shows what the server tells, unless something newer is known. */
  const take = ({ seq, reactions, reactions_version }: Told) => {
    const before = now(seq);
    const rank = reactions_version + +(reactions?.[0]?.me != null) / 2;
    // A server without reactions tells no version.
    if (!(rank > before.rank)) return;
    states.set(seq, { rank, reactions: withOwn(reactions, before.reactions, isMe) });
    if (states.size > MAX_CHANGES) for (const each of states.keys()) if (!here(each)) states.delete(each);
    show(seq);
  };

  return {
    take,
    /** A message with its reactions as they are now; the same object if they are. */
    over(message: Message): Message {
      const { rank, reactions } = now(message.seq);
      const isSame = message.is_deleted || message.reactions === reactions;
      return isSame ? message : { ...message, reactions, reactions_version: Math.floor(rank) };
    },
    /** Shows a change of the user's own until the function that is returned is called, with the server's answer if it agrees. */
    begin(change: ReactionChange) {
      const { seq } = change;
      pending.push(change);
      show(seq);
      return (answer?: Omit<Told, "seq">) => {
        if (answer) take({ seq, ...answer });
        pending = pending.filter((each) => each !== change);
        show(seq);
      };
    },
  };
}
