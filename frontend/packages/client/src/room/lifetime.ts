import { MAX_KEPT } from "../limits.js";
import type { RoomContext } from "./context.js";
import { goneReason } from "./gone.js";
import type { Parts } from "./parts.js";

/** The functions that open and close a room. */
export type Lifetime = ReturnType<typeof createLifetime>;

/** Makes the functions that open and close a room. */
export function createLifetime(
  { transport: { lines }, session, line, opening, show }: RoomContext,
  { history, people, reading, details }: Parts,
) {
  /** The opening in which the connection was live last. */
  let liveIn = 0;

  /** Ends the room's connection. What was read stays, up to a limit. */
  const close = () => {
    reading.send();
    opening.isOpen = false;
    history.close();
    lines.unfollow(line);
    people.reset();
    history.window.cut(MAX_KEPT);
    show();
  };

  return {
    close,
    /** Connects the room and reads it, if it is watched and not open. */
    open() {
      if (!opening.isWatched || opening.isOpen) return;
      session.start();
      opening.isOpen = true;
      opening.count += 1;
      opening.gone = null;
      history.start();
      lines.follow(line);
      details.read(true);
      show();
    },
    /** Reads again what may have changed while no connection was live. */
    live(lastSeq: number) {
      history.live(lastSeq);
      if (liveIn === opening.count) details.read(false);
      liveIn = opening.count;
    },
    /** Closes the room, if `why` is or names a reason to do so. */
    gone(why: unknown) {
      const gone = goneReason(why);
      if (!gone || !opening.isOpen) return;
      opening.gone = { gone };
      close();
      details.own.set(null);
    },
  };
}
