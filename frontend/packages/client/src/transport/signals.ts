import type { LinkState } from "../types/chat.js";
import type { PageSignal } from "../types/environment.js";
import type { Transport } from "./transport.js";

/** Whether a link waits although the server has not asked it to. */
const isImpatient = (state: LinkState) =>
  state.at === "offline" || (state.at === "waiting" && !state.cause.retryAfterMs);

/** Checks the connection after a signal of the page, or connects soon if that may help now. */
export function takeSignal({ link, lines, state, pauses }: Transport, signal: PageSignal) {
  // A page from the back/forward cache: its socket may look open, but nothing is heard from it.
  if (signal === "pageshow") link.lose();
  if (signal === "visible") lines.askWanted();
  const now = state.get();
  if (now.at === "ended") {
    if (now.reason === "closed" && signal === "visible") link.connect("start");
  } else if (signal !== "offline" && isImpatient(now)) link.connect("retry");
  else link.live()?.check();
  if (signal !== "offline") pauses.wake();
}
