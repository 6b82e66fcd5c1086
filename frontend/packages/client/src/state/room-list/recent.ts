import { REPLAY_FRAMES_MS } from "../../limits.js";
import type { Environment } from "../../types/environment.js";
import type { ServerFrame } from "../../types/wire.js";
import { applyFrame } from "./room-frames.js";
import type { Items } from "./room-items.js";

/** The frames of the last moments. */
export type Recent = ReturnType<typeof createRecent>;

/** Keeps the frames of the last moments: a read of the list that was under way then may not know of them. */
export function createRecent(env: Pick<Environment, "now">, isMe: (user: { id: number }) => boolean) {
  /** The frames, each with the time at which it came. */
  const frames: [frame: ServerFrame, at: number][] = [];
  const recent = () => {
    // Without frames the difference is no number. A clock that is set back ends the last moments, too.
    while (Math.abs(env.now() - (frames[0]?.[1] as number)) >= REPLAY_FRAMES_MS) frames.shift();
    return frames;
  };
  return {
    add: (frame: ServerFrame) => recent().push([frame, env.now()]),
    /** The user's own rooms as they were read, after these frames. */
    over: (mine: Items) => recent().reduce((items, [frame]) => applyFrame(items, frame, isMe), mine),
  };
}
