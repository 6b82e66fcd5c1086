import { closeDialog, type DialogState } from "../state/dialogs.ts";
import { useTexts } from "../text/index.ts";
import { Dialog } from "../ui/Dialog.tsx";
import ui from "../ui/ui.module.css";

/** A dialog that asks before something that cannot be undone. */
export default function Confirm({ title, body, action, danger, answer }: DialogState & { kind: "confirm" }) {
  const t = useTexts();
  return (
    <Dialog title={title} onClose={closeDialog}>
      <div className={ui.form}>
        <p>{body}</p>
        <div className={ui.buttons}>
          <button type="button" className={ui.button} onClick={closeDialog}>
            {t.cancel}
          </button>
          <button
            type="button"
            className={ui.button}
            data-look={danger ? "danger" : "main"}
            onClick={() => {
              answer(true);
              closeDialog();
            }}
          >
            {action}
          </button>
        </div>
      </div>
    </Dialog>
  );
}
