import type { ServerFrame } from "../types/wire.js";

/** The subscription of some tabs to a room, and the frames that granted it, kept up to date. */
interface Subscription {
  tabs: Set<string>;
  subscribed?: Extract<ServerFrame, { type: "subscribed" }>;
  live?: Extract<ServerFrame, { type: "live" }>;
}

/** Keeps which tabs have subscribed to which rooms, and what the next tab that subscribes has to hear. */
export function createSubscriptions() {
  const rooms = new Map<number, Subscription>();

  const joined = ({ subscribed }: Subscription, id: number, isThere: boolean) => {
    if (!subscribed) return;
    const others = subscribed.online_user_ids.filter((each) => each !== id);
    subscribed.online_user_ids = isThere ? [...others, id] : others;
  };

  return {
    /** Adds a tab to a room. Returns what it has to hear; undefined if the server has to be asked. */
    add(tab: string, room: number) {
      const known = rooms.get(room);
      if (!known) return void rooms.set(room, { tabs: new Set([tab]) });
      known.tabs.add(tab);
      return [known.subscribed, known.live];
    },
    /** Removes a tab from a room. Returns whether it was the last one. */
    remove(tab: string, room: number): boolean {
      const known = rooms.get(room);
      return !!known?.tabs.delete(tab) && !known.tabs.size && rooms.delete(room);
    },
    rooms: () => rooms.keys(),
    clear: () => rooms.clear(),
    /** Takes a frame about a room. */
    take(room: number, frame: ServerFrame) {
      const known = rooms.get(room);
      if (!known) return;
      if (frame.type === "subscribed") known.subscribed = frame;
      else if (frame.type === "live") known.live = frame;
      else if (frame.type === "chat_message" && known.live) known.live.last_seq = frame.message.seq;
      else if (frame.type === "user_join") joined(known, frame.user.id, true);
      else if (frame.type === "user_leave") joined(known, frame.user.id, false);
      else if (
        frame.type === "room_removed" ||
        (frame.type === "unsubscribed" && frame.reason) ||
        (frame.type === "error" && !known.subscribed)
      ) {
        rooms.delete(room);
      }
    },
  };
}
