import { asChatError } from "../../error.js";
import { ROOMS_PAGE_MAX } from "../../generated/facts.js";
import { READ_AGAIN_MS } from "../../limits.js";
import { backOffMs } from "../../transport/retry.js";
import type { Transport } from "../../transport/transport.js";
import type { RoomListItem } from "../../types/wire.js";
import { createPages } from "../pages.js";
import type { Session } from "../session.js";
import type { ListState } from "./list-state.js";
import type { Recent } from "./recent.js";

/**
 * Makes the functions that read the room list: one read at a time, and again after a while if it fails.
 *
 * @param isWatched whether another read may become due
 */
export function createReads(
  { env, rest }: Transport,
  session: Session,
  list: ListState,
  recent: Recent,
  isWatched: () => boolean,
) {
  /** The read that is under way. */
  let reading: Promise<void> | null = null;
  /** Failed reads since the last success. */
  let failures = 0;
  /** Cancels the read that is due. */
  let cancel = () => {};

  const page = (scope: "mine" | "public", cursor?: string) =>
    rest.listRooms({ scope, limit: ROOMS_PAGE_MAX, cursor });
  const readPublic = createPages(
    (cursor) => page("public", cursor),
    () => list.get().public,
    (items, hasMorePublic) => list.change({ public: list.keep(items), hasMorePublic }),
  );
  const read = async (all: boolean) => {
    try {
      const mine: RoomListItem[] = [];
      let cursor: string | undefined;
      do {
        const { items, next } = await page("mine", cursor);
        mine.push(...items);
        cursor = next ?? undefined;
      } while (cursor);
      if (all || !list.get().loaded) await readPublic(false);
      failures = 0;
      list.change({ mine: list.keep(recent.over(mine)), loaded: true, error: null });
    } catch (error) {
      list.change({ error: asChatError(error) });
      failures += 1;
      later(backOffMs(env, failures + 1));
    }
    reading = null;
  };
  const later = (ms: number) => {
    cancel();
    if (isWatched()) cancel = env.after(ms, () => refresh(false));
  };
  const refresh = (all: boolean) => {
    session.start();
    reading ??= read(all);
    return reading;
  };
  return {
    refresh,
    readPublic,
    /** Reads the list now, and once more when a copy of it that was behind has caught up. */
    async live() {
      await reading;
      await refresh(false);
      later(READ_AGAIN_MS);
    },
    cancel: () => cancel(),
  };
}
