import { useChat } from "@roomcast/react";
import { useState } from "react";
import { toast } from "../state/toasts.ts";
import { useTexts } from "../text/index.ts";
import { useMoreTexts } from "../text/more.ts";
import ui from "../ui/ui.module.css";
import { FormDialog } from "./FormDialog.tsx";

/** A dialog that invites a user to a room. */
export default function Invite({ id, onClose }: { id: number; onClose(): void }) {
  const t = useTexts();
  const more = useMoreTexts().forms;
  const room = useChat().room(id);
  const [user, setUser] = useState("");
  const act = async () => {
    await room.invite(Number(user));
    toast(more.invitedDone);
  };
  return (
    <FormDialog title={t.invitePeople} action={more.invite} ready={user !== ""} act={act} onClose={onClose}>
      <label className={ui.field}>
        {more.userId}
        <input
          className={ui.input}
          type="number"
          inputMode="numeric"
          min={1}
          required
          value={user}
          onChange={(event) => setUser(event.target.value)}
        />
        <small>{more.userIdHint}</small>
      </label>
    </FormDialog>
  );
}
