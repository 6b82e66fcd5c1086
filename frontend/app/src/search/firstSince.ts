import type { Message, RestCalls } from "@roomcast/client";

/** Greatest number of requests: enough for every room, also for one that grows during the search. */
const MAX_ROUNDS = 60;

/**
 * Finds a room's first message at or after `time` (milliseconds since 1970), else its newest one; null in an empty
 * room. Halves the room by page numbers, since times never fall as numbers grow: a room of a million messages takes
 * 20 short requests.
 */
export async function firstSince(
  rest: Pick<RestCalls, "listMessages">,
  room: number,
  time: number,
): Promise<Message | null> {
  const read = async (seq: number, total: number) => {
    const page = await rest.listMessages(room, { page: total - seq + 1, page_size: 1 });
    return { message: page.messages[0], total: page.total };
  };
  let { message, total } = await read(1, 1);
  let found = message ?? null;
  let [low, high] = [1, found?.seq ?? 0];
  for (let round = 0; low < high && round < MAX_ROUNDS; round += 1) {
    ({ message, total } = await read(Math.floor((low + high) / 2), total));
    if (!message) break;
    if (Date.parse(message.created_at) < time) low = message.seq + 1;
    else {
      found = message;
      high = message.seq;
    }
  }
  return found;
}
