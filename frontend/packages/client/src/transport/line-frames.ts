import type { Environment } from "../types/environment.js";
import type { ClosedReason, ServerFrame } from "../types/wire.js";
import type { Line } from "./channel.js";
import type { Lines } from "./lines.js";
import { afterRefusal } from "./refused-line.js";
import { LINE, step } from "./tables.js";

/** Gives a frame that arrives to the lines that it is for, and takes the steps that it means. */
export function takeFrame(env: Environment, lines: Lines, frame: ServerFrame) {
  if (frame.type === "connection_established") lines.askWanted();
  if (frame.type === "unsubscribed" && !frame.reason) lines.askWanted(1);
  if (frame.type === "pong") {
    const { last_seqs, type } = frame;
    for (const id in last_seqs) lines.rooms.get(+id)?.frame({ type, last_seq: last_seqs[id] });
  }
  const line = lines.rooms.get((frame as { room_id: number }).room_id);
  if (!line) return;
  if (frame.type === "live") {
    if (step(line, LINE, "granted")) line.live(frame.last_seq ?? 0);
  } else if (frame.type === "unsubscribed") end(line, frame.reason);
  // One who has left may go on watching a public room.
  else if (frame.type === "room_removed") end(line, frame.reason === "left" ? undefined : frame.reason);
  else if (frame.type === "error" && line.phase === "a") afterRefusal(env, lines, line, frame);
  else line.frame(frame);
}

/** Ends a line for the server's reason; without a reason the client has asked for it. */
function end(line: Line, reason?: ClosedReason | null) {
  if (!reason) return;
  step(line, LINE, "down");
  // Another connection has taken the subscription over: it is asked for again when the page is seen.
  if (reason !== "replaced") line.gone(reason);
}
