import type { LiveMessage, MemberFrame, ServerFrame } from "../types/wire.js";
import type { RoomContext } from "./context.js";
import { showRead } from "./lists.js";
import type { Parts } from "./parts.js";

/** Makes the function that gives a room's frames to its parts. */
export function createFrames(
  { session, lists, line, read, show }: RoomContext,
  { history, people, reading, details, announcements }: Parts,
) {
  const { window } = history;

  /** Takes a message, possibly not for the first time; `isOld` if it was sent before the connection was live. */
  const takeMessage = (message: LiveMessage, isOld?: boolean) => {
    read(message);
    history.take([message]);
    people.typing(message.sender, false);
    announcements.message(message, isOld);
  };

  const takeMemberChange = (frame: MemberFrame) => {
    announcements.member({ ...frame, afterSeq: window.last });
    details.take(frame);
  };

  const takeRead = ({ user, message_id: messageId, me }: Extract<ServerFrame, { type: "read" }>) => {
    if (!session.isMe(user)) return people.read(user.id, messageId);
    const message = window.find(messageId);
    if (message) reading.read(message);
    reading.stand(me);
    showRead(lists, line.id, messageId);
  };

  return (frame: ServerFrame) => {
    announcements.frame(frame);
    switch (frame.type) {
      case "subscribed":
        return people.online(frame.online_user_ids ?? []);
      case "chat_message":
        return takeMessage(frame.message, frame.replayed);
      case "message_updated":
        window.known.change(frame.message);
        return show();
      case "message_deleted":
        window.known.erase(frame.seq);
        return show();
      case "reactions":
        window.known.reactions.take(frame);
        return show();
      case "pong":
        return history.expect(frame.last_seq ?? 0);
      case "typing":
        return people.typing(frame.user, frame.is_typing);
      case "user_join":
        return people.join(frame.user);
      case "user_leave":
        return people.leave(frame.user);
      case "room_updated":
        return details.refresh();
      case "member_updated":
      case "member_joined":
      case "member_left":
        return takeMemberChange(frame);
      case "read":
        return takeRead(frame);
      case "room_added":
        reading.stand(frame.room.me);
        return show();
      case "error":
        return session.diagnose(frame.message);
    }
  };
}
