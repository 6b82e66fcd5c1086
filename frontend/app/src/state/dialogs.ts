import { store, useStore } from "./store.ts";

/** The open dialog. There is at most one. */
export type DialogState =
  | { kind: "create" | "settings" | "shortcuts" | "notifications" }
  | { kind: "room" | "invite"; room: number }
  | { kind: "search"; room: number | null; here: boolean }
  | { kind: "image"; url: string; name: string }
  | { kind: "report"; message: number; direct: boolean }
  | {
      kind: "confirm";
      title: string;
      body: string;
      action: string;
      danger: boolean;
      answer: (yes: boolean) => void;
    };

const dialog = store<DialogState | null>(null);
/** The open dialog; null if there is none. */
export const useDialog = () => useStore(dialog);
/** Whether a dialog is open. */
export const isDialogOpen = () => dialog.get() !== null;

/** Opens a dialog in the place of the one that is open. */
export const openDialog = (next: DialogState) => dialog.set(next);

/** Closes the open dialog; a question is answered with no. */
export function closeDialog() {
  const before = dialog.get();
  dialog.set(null);
  if (before?.kind === "confirm") before.answer(false);
}

/** Asks before something that cannot be undone; answers whether the user agreed. */
export function confirm(question: {
  title: string;
  body: string;
  action: string;
  danger?: boolean;
}): Promise<boolean> {
  closeDialog();
  return new Promise((answer) => dialog.set({ kind: "confirm", danger: false, ...question, answer }));
}
