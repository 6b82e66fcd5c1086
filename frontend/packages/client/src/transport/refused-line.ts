import { asChatError, ChatError } from "../error.js";
import { REFUSED_ATTEMPT } from "../limits.js";
import type { Environment } from "../types/environment.js";
import type { ServerFrame } from "../types/wire.js";
import type { Line } from "./channel.js";
import type { Lines } from "./lines.js";
import { backOffMs } from "./retry.js";
import { LINE, step } from "./tables.js";

/** Decides what follows a refused subscription: another line's end, another attempt, or the end of the line. */
export async function afterRefusal(
  env: Environment,
  lines: Lines,
  line: Line,
  { code, retry_after }: Extract<ServerFrame, { type: "error" }>,
) {
  step(line, LINE, "down");
  if (code === "too_many_subscriptions") return makeRoom(lines, line);
  if (code === "already_subscribed") lines.tell(line, { type: "unsubscribe" });
  const error = new ChatError(0, code, code, (retry_after ?? 0) * 1000);
  const cause = await line.probe().then(() => error, asChatError);
  if (line.phase !== "w") return;
  if (cause.status === 403 || cause.status === 404) return line.gone(cause);
  env.after(backOffMs(env, REFUSED_ATTEMPT, cause), () => lines.askWanted());
}

/**
 * Ends the subscription of the line that was wanted before all others, unless it is this one. Once the server has
 * answered, there is room: it handles frames side by side, and would refuse a line that is asked for before.
 */
function makeRoom(lines: Lines, line: Line) {
  const [oldest] = [...lines.rooms.values()].filter((each) => each === line || each.phase === "l");
  if (!oldest || oldest === line) return;
  lines.tell(oldest, { type: "unsubscribe" });
  step(oldest, LINE, "down");
}
