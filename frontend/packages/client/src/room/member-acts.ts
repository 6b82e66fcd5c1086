import { MENTION_CHOICES } from "../limits.js";
import type { MemberChange, RoomChange } from "../types/wire.js";
import type { RoomContext } from "./context.js";
import type { Parts } from "./parts.js";

/** Makes the functions of a `Room` that deal with the room and its members; `open` opens the room. */
export function createMemberActs(
  { transport: { rest }, line: { id }, gone }: RoomContext,
  { details: { change, info } }: Parts,
  open: () => void,
) {
  return {
    async join() {
      await change(rest.joinRoom(id));
      open();
    },
    async leave() {
      await rest.leaveRoom(id);
      gone("left");
    },
    invite: (userId: number) => rest.inviteUser(id, userId) as Promise<never>,
    update: async (changes: RoomChange) => info.set(await change(rest.updateRoom(id, changes))),
    moderate: (userId: number, changes: MemberChange) => change(rest.updateMember(id, userId, changes)),
    removeMember: (userId: number) => change(rest.removeMember(id, userId)) as Promise<never>,
    searchMembers: async (prefix: string) =>
      (await rest.listMembers(id, { prefix, limit: MENTION_CHOICES })).items,
    banned: async () => (await rest.listMembers(id, { banned: true })).items,
  };
}
