import type { RestCalls } from "@roomcast/client";
import { store, useStore } from "./store.ts";

/** Ids of the users whom the user has blocked; empty until they are known. */
export const blocked = store<ReadonlySet<number>>(new Set());
/** The blocked users; renders again when one is added or removed. */
export const useBlocked = () => useStore(blocked);

/** Ids of messages of blocked users that the user has chosen to see. */
const shown = store<ReadonlySet<number>>(new Set());
/** The messages of blocked users that are shown all the same. */
export const useShown = () => useStore(shown);

/** Shows a message of a blocked user until the page is left. */
export const showMessage = (id: number) => shown.set(new Set(shown.get()).add(id));

/** Tells the other tabs that a block was made or lifted; null where the browser has no channels or forbids them. */
const others = openChannel();

function openChannel(): BroadcastChannel | null {
  try {
    return new BroadcastChannel("roomcast.blocks");
  } catch {
    return null;
  }
}

/** Reads whom the user has blocked, and again after a change in another tab; nobody if the server cannot say. */
export async function loadBlocks(rest: Pick<RestCalls, "listBlocks">) {
  blocked.set(new Set());
  const read = async () => {
    const { items } = await rest.listBlocks();
    blocked.set(new Set(items.map(({ user_id }) => user_id)));
  };
  if (others) others.onmessage = () => void read().catch(() => {});
  await read().catch(() => {});
}

/** Blocks a user, or lifts the block. */
export async function block({ blockUser }: Pick<RestCalls, "blockUser">, user: number, on: boolean) {
  await blockUser(user, on);
  const users = new Set(blocked.get());
  if (on) users.add(user);
  else users.delete(user);
  blocked.set(users);
  others?.postMessage(null);
}
