import type { Chat, User } from "@roomcast/client";
import { block, blocked } from "../state/blocks.ts";
import { confirm } from "../state/dialogs.ts";
import { complain, toast } from "../state/toasts.ts";
import { nameInText } from "../text/format.ts";
import { currentTexts } from "../text/index.ts";
import { currentMoreTexts } from "../text/more.ts";
import type { MenuItem } from "../ui/Menu.tsx";

/** Lifts the block of a user. */
export const unblock = ({ rest }: Pick<Chat, "rest">, user: number): Promise<void> =>
  block(rest, user, false).then(() => toast(currentTexts().done), complain);

/** The item of a menu that blocks a user, after a question, or lifts the block. */
export function blocking(chat: Pick<Chat, "rest">, user: User): MenuItem {
  const m = currentMoreTexts().blocks;
  if (blocked.get().has(user.id))
    return { label: m.unblock, icon: "lock", run: () => void unblock(chat, user.id) };
  const ask = async () => {
    const question = { title: m.block, body: m.blockBody(nameInText(user)), action: m.block, danger: true };
    if (!(await confirm(question))) return;
    await block(chat.rest, user.id, true).then(() => toast(currentTexts().done), complain);
  };
  return { label: m.block, icon: "lock", danger: true, run: () => void ask() };
}
