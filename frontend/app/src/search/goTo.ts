import { settled } from "../state/layers.ts";

/** Goes to another place of the page. */
type Navigate = (to: string, how?: { replace: boolean }) => void;

const nextTask = () => new Promise<void>((go) => setTimeout(go));

/** Resolves when the dialog that was closed just now has left the history. */
const closed = () => nextTask().then(settled);

/** Goes to a place from a dialog that was closed just now. */
export async function goTo(navigate: Navigate, to: string) {
  await closed();
  navigate(to);
}

/** Goes to a message from a dialog that was closed just now, also if the page stands at its address already. */
export async function goToMessage(navigate: Navigate, here: string, room: number, message: number) {
  await closed();
  const to = `/r/${room}/m/${message}`;
  if (here !== to) return navigate(to);
  navigate(`/r/${room}`, { replace: true });
  // The list sees that no message is wanted, then that one is.
  await nextTask();
  navigate(to, { replace: true });
}
