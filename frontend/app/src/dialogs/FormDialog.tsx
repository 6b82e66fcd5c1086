import type { ReactNode } from "react";
import { useTexts } from "../text/index.ts";
import { Dialog } from "../ui/Dialog.tsx";
import ui from "../ui/ui.module.css";
import { useSubmit } from "./useSubmit.ts";

interface FormDialogProps {
  title: string;
  /** The label of the button that submits the form. */
  action: string;
  /** Whether the form can be submitted. */
  ready: boolean;
  /** Runs when the form is submitted. If it rejects, the error is shown and the dialog stays open. */
  act(): Promise<void>;
  onClose(): void;
  children: ReactNode;
}

/** A dialog with a form; it closes once `act` has succeeded. */
export function FormDialog({ title, action, ready, act, onClose, children }: FormDialogProps) {
  const t = useTexts();
  const { busy, problem, onSubmit } = useSubmit(async () => {
    await act();
    onClose();
  });
  return (
    <Dialog title={title} onClose={onClose}>
      <form className={ui.form} onSubmit={onSubmit}>
        {children}
        {problem && (
          <p className={ui.problem} role="alert">
            {problem}
          </p>
        )}
        <div className={ui.buttons}>
          <button type="button" className={ui.button} onClick={onClose}>
            {t.cancel}
          </button>
          <button type="submit" className={ui.button} data-look="main" disabled={busy || !ready}>
            {action}
          </button>
        </div>
      </form>
    </Dialog>
  );
}
