import type { ChatError } from "../../error.js";
import type { Transport } from "../../transport/transport.js";
import type { Session } from "../session.js";

/**
 * Makes a function that sends a room's messages one after another until none is waiting; one tab of the user at a time.
 *
 * @param sendFirst deals with the first message; resolves to an error if it has to be sent again
 */
export function createDraining(
  { env, pauses }: Transport,
  { opened }: Session,
  isWaiting: (room: number) => boolean,
  sendFirst: (room: number) => Promise<ChatError | undefined>,
) {
  /** The rooms whose messages are being sent. */
  const draining = new Set<number>();
  return async (room: number) => {
    if (draining.has(room)) return;
    draining.add(room);
    let attempt = 0;
    const { name } = await opened;
    while (isWaiting(room)) {
      const problem = await env.lock(`${name}:${room}`, () => sendFirst(room));
      if (problem) await pauses.pause(attempt++, problem);
      else attempt = 0;
    }
    draining.delete(room);
  };
}
