import type { LinkState } from "../types/chat.js";

/** What has a link's state. */
interface HasState {
  readonly state: LinkState;
}

/** The states of links, the worst first. */
const STATES: LinkState["at"][] = ["ended", "offline", "waiting", "connecting", "live", "idle"];

/** The worst state among some links; undefined if there are none. */
export function worstState(links: readonly HasState[]): LinkState | undefined {
  for (const at of STATES) {
    const worst = links.find(({ state }) => state.at === at);
    if (worst) return worst.state;
  }
}

/** Whether a link waits although the server has not asked it to. */
export const isImpatient = ({ state }: HasState) => state.at === "waiting" && !state.cause.retryAfterMs;
