import { useChat, useReadable } from "@roomcast/react";
import { useState } from "react";
import { useTexts } from "../text/index.ts";
import { Dialog } from "../ui/Dialog.tsx";
import ui from "../ui/ui.module.css";
import { RoomFields } from "./RoomFields.tsx";
import { useSubmit } from "./useSubmit.ts";

export default function RoomSettings({ id, onClose }: { id: number; onClose(): void }) {
  const t = useTexts();
  const room = useChat().room(id);
  const info = useReadable(room.info);
  const [fields, setFields] = useState({
    name: info?.name ?? "",
    description: info?.description ?? "",
    max_members: info?.max_members ?? 50,
  });
  const { busy, problem, onSubmit } = useSubmit(async () => {
    await room.update({ ...fields, name: fields.name.trim() });
    onClose();
  });
  return (
    <Dialog title={t.roomSettings} onClose={onClose}>
      <form className={ui.form} onSubmit={onSubmit}>
        <RoomFields value={fields} onChange={setFields} />
        {problem && (
          <p className={ui.problem} role="alert">
            {problem}
          </p>
        )}
        <div className={ui.buttons}>
          <button type="button" className={ui.button} onClick={onClose}>
            {t.cancel}
          </button>
          <button type="submit" className={ui.button} data-look="main" disabled={busy || !fields.name.trim()}>
            {t.save}
          </button>
        </div>
      </form>
    </Dialog>
  );
}
