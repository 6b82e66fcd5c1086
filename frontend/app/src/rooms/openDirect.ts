import type { RestCalls } from "@roomcast/client";
import { settled } from "../state/layers.ts";
import { complain } from "../state/toasts.ts";

/** Opens the direct room with a user, and goes there once a menu or dialog that was closed has left the history. */
export async function openDirect(
  { openDirectRoom }: Pick<RestCalls, "openDirectRoom">,
  user: number,
  navigate: (to: string) => void,
) {
  try {
    const { id } = await openDirectRoom(user);
    await settled();
    navigate(`/r/${id}`);
  } catch (error) {
    complain(error);
  }
}
