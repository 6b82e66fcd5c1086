import type { Member } from "@roomcast/client";
import { nameOf } from "../text/format.ts";

/** The members whose name or username contains `query`, online ones first. */
export function sortMembers(
  members: readonly Member[],
  query: string,
  isOnline: (member: Member) => boolean,
): Member[] {
  const wanted = query.trim().toLowerCase();
  const names = (member: Member) => `${member.user.username} ${nameOf(member.user)}`.toLowerCase();
  const found = members.filter((member) => names(member).includes(wanted));
  return found.sort((a, b) => Number(isOnline(b)) - Number(isOnline(a)));
}
