import { createHistory } from "../state/history/history.js";
import { createPeople } from "../state/people.js";
import { createReading } from "../state/reading.js";
import { createAnnouncements } from "./announcements.js";
import type { RoomContext } from "./context.js";
import { createDetails } from "./details.js";
import { createKeystrokes } from "./keystrokes.js";
import { showRead } from "./lists.js";
import { createOwnMessages } from "./own-messages.js";

/** The parts of one room. */
export type Parts = ReturnType<typeof createParts>;

/** Creates the parts of one room: each has one kind of what a room shows. */
export function createParts(context: RoomContext) {
  const { transport, session, lists, line, opening } = context;
  const { id } = line;
  const history = createHistory(transport, id, context, session.isMe);
  const people = createPeople(transport, id, session.isMe);
  const reading = createReading(
    transport,
    history.window,
    () => lists.rooms.find(id)?.unread_count ?? 0,
    (message_id) => showRead(lists, id, message_id),
    (message_id) => {
      // The server takes no mark from one who may not read the room any more.
      if (opening.gone) return;
      const isTold = transport.lines.say(line, { type: "read", message_id });
      if (!isTold) transport.rest.readMessage(message_id).catch(() => {});
    },
  );
  return {
    history,
    people,
    reading,
    details: createDetails(context, people.refresh, (detail, isFirst) => {
      history.expect(reading.take(detail, isFirst));
      context.show();
    }),
    ownMessages: createOwnMessages(lists.outbox, id, history.window),
    announcements: createAnnouncements(context),
    keystrokes: createKeystrokes(context),
  };
}
