import { derived } from "../cell.js";
import { composeTimeline, EMPTY } from "../state/timeline.js";
import type { RoomPhase } from "../types/room.js";
import type { RoomContext } from "./context.js";
import type { Parts } from "./parts.js";

/** What is computed from the parts of a room. */
export type Views = ReturnType<typeof createViews>;

/** Creates what is computed from the parts of a room: its phase and its timeline. */
export function createViews(
  { transport: { soon }, session, line, opening }: RoomContext,
  { history, ownMessages, reading }: Parts,
) {
  const { window } = history;
  const phase = derived<RoomPhase>("cold", soon, () => {
    if (!opening.isOpen) return opening.gone ?? "cold";
    if (!window.loaded) return "loading";
    return line.phase === "l" && history.current() ? "current" : "catching_up";
  });

  const firstUnreadId = () => {
    const seq = reading.from();
    if (!seq || seq <= window.base) return null;
    return window.messages().find((each) => each.seq >= seq && !session.isMe(each.sender))?.id ?? null;
  };
  const timeline = derived(EMPTY, soon, (before) =>
    composeTimeline(before, window, ownMessages.entries(), firstUnreadId()),
  );

  return {
    phase,
    timeline,
    /** Marks everything that is computed as outdated. */
    show() {
      timeline.show();
      phase.show();
      reading.unread.show();
    },
  };
}
