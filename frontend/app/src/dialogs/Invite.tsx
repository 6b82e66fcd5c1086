import { useChat } from "@roomcast/react";
import { useState } from "react";
import { toast } from "../state/toasts.ts";
import { useTexts } from "../text/index.ts";
import { Dialog } from "../ui/Dialog.tsx";
import ui from "../ui/ui.module.css";
import { useSubmit } from "./useSubmit.ts";

export default function Invite({ id, onClose }: { id: number; onClose(): void }) {
  const t = useTexts();
  const room = useChat().room(id);
  const [user, setUser] = useState("");
  const { busy, problem, onSubmit } = useSubmit(async () => {
    await room.invite(Number(user));
    toast(t.invitedDone);
    onClose();
  });
  return (
    <Dialog title={t.invitePeople} onClose={onClose}>
      <form className={ui.form} onSubmit={onSubmit}>
        <label className={ui.field}>
          {t.userId}
          <input
            className={ui.input}
            type="number"
            inputMode="numeric"
            min={1}
            required
            value={user}
            onChange={(event) => setUser(event.target.value)}
          />
          <small>{t.userIdHint}</small>
        </label>
        {problem && (
          <p className={ui.problem} role="alert">
            {problem}
          </p>
        )}
        <div className={ui.buttons}>
          <button type="button" className={ui.button} onClick={onClose}>
            {t.cancel}
          </button>
          <button type="submit" className={ui.button} data-look="main" disabled={busy || !user}>
            {t.invite}
          </button>
        </div>
      </form>
    </Dialog>
  );
}
