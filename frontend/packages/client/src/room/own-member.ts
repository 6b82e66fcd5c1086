import type { RestCalls } from "../rest.js";
import type { Me, Member } from "../types/wire.js";

/** Reads the user's own item of a room's member list; null for non-members. */
export async function readOwnMember(rest: RestCalls, room: number, known: Me | null): Promise<Member | null> {
  const me = known ?? (await rest.getMe());
  const { items } = await rest.listMembers(room, { prefix: me.username, limit: 100 });
  return items.find((member) => member.id === me.id) ?? null;
}
