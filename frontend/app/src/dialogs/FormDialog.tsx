import type { ReactNode } from "react";
import { useTexts } from "../text/index.ts";
import { Dialog } from "../ui/Dialog.tsx";
import ui from "../ui/ui.module.css";
import { useSubmit } from "./useSubmit.ts";

interface FormDialogProps {
  title: string;
  /** What the button says that sends it. */
  action: string;
  /** Whether it can be sent. */
  ready: boolean;
  /** Does it; why it rejects is shown, and the dialog stays. */
  act(): Promise<void>;
  onClose(): void;
  children: ReactNode;
}

/** A dialog that asks for something and does one thing with it. */
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
