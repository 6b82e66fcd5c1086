import type { Room } from "../types/room.js";
import type { ServerFrame } from "../types/wire.js";

/** Makes a reference-counted `watch`: hears a room's frames, and calls `read` whenever frames may have been missed. */
export function createFrameWatch(room: Room, onFrame: (frame: ServerFrame) => void, read: () => void) {
  const watchers = new Set<object>();
  let end = () => {};
  const begin = () => {
    let isCurrent = false;
    const look = () => {
      const before = isCurrent;
      isCurrent = room.phase.get() === "current";
      if (isCurrent && !before) read();
    };
    const ends = [room.onFrame(onFrame), room.phase.subscribe(look)];
    end = () => {
      for (const each of ends) each();
    };
    look();
  };
  return () => {
    const watcher = {};
    if (!watchers.size) begin();
    watchers.add(watcher);
    return () => {
      if (watchers.delete(watcher) && !watchers.size) end();
    };
  };
}
