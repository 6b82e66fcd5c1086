import { createRest } from "./rest.js";
import { RoomCore } from "./room/room.js";
import { Notifications } from "./state/notifications.js";
import { Outbox } from "./state/outbox.js";
import { Rooms } from "./state/room-list.js";
import { Session } from "./state/session.js";
import { Transport } from "./transport/transport.js";
import { uploadFile } from "./transport/upload.js";
import type { Chat, ClientOptions } from "./types/chat.js";

/** Creates one user's chat. It does nothing before a part of it is watched or a message is sent. */
export function createChat(options: ClientOptions): Chat {
  const transport = new Transport(options, createRest);
  const { env, pauses, rest, tokens } = transport;
  const open = new Map<number, RoomCore>();
  transport.onChange = () => {
    for (const room of open.values()) room.show();
  };

  const session = new Session(transport, options);
  const rooms = new Rooms(transport, session);
  const outbox = new Outbox(
    transport,
    session,
    (id) => open.get(id)?.show(),
    (id, message) => roomOf(id).take(message),
  );
  const notifications = new Notifications(transport, session, ({ notification_type, room }) => {
    if (notification_type === "system") open.get(room.id)?.refresh();
  });

  transport.onFrame = (frame) => {
    rooms.apply(frame);
    if (frame.type === "notification") notifications.take(frame.notification);
  };

  const roomOf = (id: number) => {
    const room = open.get(id) ?? new RoomCore(transport, session, { outbox, rooms, notifications }, id);
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
    link: transport.link,
    rooms: rooms.list(),
    notifications: notifications.list(),
    rest,
    room: (id) => roomOf(id).room,
    upload: (file, name, how) => uploadFile(env, rest, file, name, how),
    reconnect: () => session.reconnect(),
    signOut: () => close("signed_out"),
    dispose: () => void close("closed"),
  };
}
