import { REPLAY_FRAMES_MS } from "../../limits.js";
import type { Environment } from "../../types/environment.js";
import type { ServerFrame } from "../../types/wire.js";
import { applyFrame } from "./room-frames.js";
import type { Items } from "./room-items.js";

/** The frames of the last moments. */
export type Recent = ReturnType<typeof createRecent>;

/** Keeps the frames of the last moments: a read of the list that was under way then may not know of them. */
export function createRecent(env: Pick<Environment, "after">, isMe: (user: { id: number }) => boolean) {
  const frames: ServerFrame[] = [];
  return {
    add(frame: ServerFrame) {
      frames.push(frame);
      env.after(REPLAY_FRAMES_MS, () => frames.shift());
    },
    /** The user's own rooms as they were read, after these frames. */
    over: (mine: Items) => frames.reduce<Items>((items, frame) => applyFrame(items, frame, isMe), mine),
  };
}
