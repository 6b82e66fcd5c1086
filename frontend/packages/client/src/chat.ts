import { createRest } from "./rest.js";
import { createRoom, type RoomCore } from "./room/room.js";
import { createNotifications } from "./state/notifications.js";
import { createOutbox } from "./state/outbox/outbox.js";
import { createRooms } from "./state/room-list/room-list.js";
import { createSession } from "./state/session.js";
import { Transport } from "./transport/transport.js";
import type { Chat, ClientOptions } from "./types/chat.js";

/** Creates one user's chat. It does nothing before a part of it is watched or a message is sent. */
export function createChat(options: ClientOptions): Chat {
  const transport = new Transport(options, createRest);
  const { pauses, rest, tokens } = transport;
  const open = new Map<number, RoomCore>();
  transport.onChange = () => {
    for (const room of open.values()) room.show();
  };

  const session = createSession(transport, options);
  const rooms = createRooms(transport, session);
  const outbox = createOutbox(
    transport,
    session,
    (id) => open.get(id)?.show(),
    (id, message) => roomOf(id).take(message),
  );
  const notifications = createNotifications(transport, session, ({ notification_type, room }) => {
    if (notification_type === "system") open.get(room.id)?.refresh();
  });

  transport.onFrame = (frame) => {
    rooms.apply(frame);
    if (frame.type === "notification") notifications.take(frame.notification);
  };

  const roomOf = (id: number) => {
    const room = open.get(id) ?? createRoom(transport, session, { outbox, rooms, notifications }, id);
    open.set(id, room);
    return room;
  };

  const close = (reason: "signed_out" | "closed") => {
    for (const room of open.values()) room.close();
    rooms.close();
    outbox.close();
    pauses.wake();
    tokens.close();
    transport.end(reason);
    return session.close(reason === "signed_out");
  };

  return {
    me: session.me,
    link: transport.state,
    rooms: rooms.list,
    notifications: notifications.list,
    rest,
    room: (id) => roomOf(id).room,
    upload: async (file, name, how) => (await transport.uploads()).uploadFile(transport, file, name, how),
    reconnect: session.reconnect,
    signOut: () => close("signed_out"),
    dispose: () => close("closed"),
  };
}
