import { MAX_MEMBERS_DEFAULT } from "@roomcast/client/facts";
import { useChat, useReadable } from "@roomcast/react";
import { useState } from "react";
import { useTexts } from "../text/index.ts";
import { FormDialog } from "./FormDialog.tsx";
import { RoomFields } from "./RoomFields.tsx";
import { SlowModeField } from "./SlowModeField.tsx";

/** A dialog that changes a room's name, description, size and slow mode. */
export default function RoomSettings({ id, onClose }: { id: number; onClose(): void }) {
  const t = useTexts();
  const room = useChat().room(id);
  const info = useReadable(room.info);
  const [fields, setFields] = useState({
    name: info?.name ?? "",
    description: info?.description ?? "",
    max_members: info?.max_members ?? MAX_MEMBERS_DEFAULT,
  });
  const [slow_mode_s, setSlowMode] = useState(info?.slow_mode_s ?? 0);
  const name = fields.name.trim();
  const act = () => room.update({ ...fields, name, slow_mode_s });
  return (
    <FormDialog title={t.roomSettings} action={t.save} ready={name !== ""} act={act} onClose={onClose}>
      <RoomFields value={fields} onChange={setFields} />
      <SlowModeField value={slow_mode_s} onChange={setSlowMode} />
    </FormDialog>
  );
}
