import { plain } from "../state/history/copies.js";
import { createQueue } from "../state/history/queue.js";
import { seqOf } from "../state/message-id.js";
import type { LocalKey, Outgoing } from "../types/timeline.js";
import type { Message } from "../types/wire.js";
import type { RoomContext } from "./context.js";
import type { Parts } from "./parts.js";

/** Makes the functions of a `Room` that deal with messages. */
export function createMessageActs(
  { transport: { rest }, session, lists: { outbox }, line, show }: RoomContext,
  { history, keystrokes }: Parts,
) {
  const { known, find } = history.window;
  /** Reactions are sent one at a time: of two changes the later one counts. */
  const inTurn = createQueue();
  return {
    message: async (id: number): Promise<Message> => find(id) ?? plain(await rest.getMessage(id)),
    send(outgoing: Outgoing): LocalKey {
      session.start();
      keystrokes.sent();
      history.moves.latest().catch(() => {});
      return outbox.send(line.id, outgoing);
    },
    retry: outbox.retry,
    discard: outbox.end,
    async edit(id: number, content: string) {
      known.change(await rest.editMessage(id, content));
      show();
    },
    async remove(id: number) {
      await rest.deleteMessage(id);
      known.erase(seqOf(id));
      show();
    },
    async react(id: number, emoji: string, on: boolean) {
      const end = known.reactions.begin({ seq: seqOf(id), emoji, on });
      show();
      const answer = inTurn(() => rest.react(id, emoji, on));
      // Without an answer the reaction goes back to what the server has.
      end(await answer.catch(() => undefined));
      show();
      await answer;
    },
    keystroke: keystrokes.keystroke,
  };
}
