import { store, useStore } from "./store.ts";

/** The one dialog that is open. */
export type DialogState =
  | { kind: "create" | "settings" | "shortcuts" | "notifications" }
  | { kind: "room" | "invite"; room: number }
  | { kind: "image"; url: string; name: string }
  | {
      kind: "confirm";
      title: string;
      body: string;
      action: string;
      danger: boolean;
      answer: (yes: boolean) => void;
    };

const dialog = store<DialogState | null>(null);
export const useDialog = () => useStore(dialog);
export const isDialogOpen = () => dialog.get() !== null;

export const openDialog = (next: DialogState) => dialog.set(next);

export function closeDialog() {
  const before = dialog.get();
  dialog.set(null);
  if (before?.kind === "confirm") before.answer(false);
}

/** Asks before something that cannot be taken back. */
export function confirm(question: {
  title: string;
  body: string;
  action: string;
  danger?: boolean;
}): Promise<boolean> {
  closeDialog();
  return new Promise((answer) => dialog.set({ kind: "confirm", danger: false, ...question, answer }));
}
