import { cell } from "../cell.js";
import { REFRESH_AFTER_MS } from "../limits.js";
import { retryWhile } from "../transport/retry.js";
import type { Member, MemberFrame, RoomDetail } from "../types/wire.js";
import type { RoomContext } from "./context.js";
import { readOwnMember } from "./own-member.js";

/** What is known of one room, apart from its messages. */
export type Details = ReturnType<typeof createDetails>;

/**
 * Creates the details of a room and the user's own membership, with the functions that read them.
 *
 * @param refreshed called when they are read again
 * @param taken called when they have been read; `isFirst` if the room has just been opened
 */
export function createDetails(
  { transport, session, opening, line: { id }, gone }: RoomContext,
  refreshed: () => void,
  taken: (detail: RoomDetail, isFirst: boolean) => void,
) {
  const { env, pauses, rest, soon } = transport;
  const info = cell<RoomDetail | null>(null, soon);
  const own = cell<Member | null>(null, soon);
  /** Whether a read of the room is due. */
  let isDue = false;

  /** Reads the details and the user's own membership; `isFirst` if the room has just been opened. */
  const read = async (isFirst: boolean) => {
    const { count } = opening;
    const isSame = () => count === opening.count;
    try {
      const detail = await retryWhile(
        pauses,
        () => opening.isOpen && isSame(),
        () => rest.getRoom(id),
      );
      if (!isSame()) return;
      info.set(detail);
      taken(detail, isFirst);
      own.set(detail.is_member ? await readOwnMember(rest, id, session.me.get()) : null);
    } catch (error) {
      if (isSame()) gone(error);
    }
  };

  /** Reads the room again soon, if it is open; calls in quick succession lead to one read. */
  const refresh = () => {
    if (!opening.isOpen || isDue) return;
    isDue = true;
    env.after(REFRESH_AFTER_MS, () => {
      isDue = false;
      if (!opening.isOpen) return;
      refreshed();
      read(false);
    });
  };

  return {
    info,
    own,
    read,
    refresh,
    /** Waits for a change of the room, then reads the room again. */
    async change<T>(change: Promise<T>): Promise<T> {
      const answer = await change;
      refresh();
      return answer;
    },
    /** Shows the user's own role and mute at once, if a frame tells of them; the members are read again. */
    take(frame: MemberFrame) {
      const mine = own.get();
      if (mine?.id === frame.user.id) {
        const { type, room_id, ...change } = frame as MemberFrame & { room_id?: number };
        own.set({ ...mine, ...change });
      }
      refresh();
    },
  };
}
