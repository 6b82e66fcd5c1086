import type { RoomType } from "@roomcast/client";
import { MAX_MEMBERS_DEFAULT } from "@roomcast/client/facts";
import { useChat } from "@roomcast/react";
import { useState } from "react";
import { useLocation } from "wouter";
import { ROOM_ICONS } from "../rooms/RoomRow.tsx";
import { useTexts } from "../text/index.ts";
import { useMoreTexts } from "../text/more.ts";
import { Icon } from "../ui/Icon.tsx";
import ui from "../ui/ui.module.css";
import { FormDialog } from "./FormDialog.tsx";
import { RoomFields, type RoomFieldsValue } from "./RoomFields.tsx";

const TYPES: RoomType[] = ["public", "group", "private"];
const NEW_ROOM: RoomFieldsValue = { name: "", description: "", max_members: MAX_MEMBERS_DEFAULT };

/** A dialog that creates a room and goes to it. */
export default function CreateRoom({ onClose }: { onClose(): void }) {
  const t = useTexts();
  const more = useMoreTexts().forms;
  const { rooms } = useChat();
  const [, navigate] = useLocation();
  const [type, setType] = useState<RoomType>("public");
  const [fields, setFields] = useState<RoomFieldsValue>(NEW_ROOM);
  const name = fields.name.trim();
  const act = async () => {
    const room = await rooms.create({ ...fields, name, room_type: type });
    navigate(`/r/${room.id}`);
  };
  return (
    <FormDialog title={t.createRoom} action={more.create} ready={name !== ""} act={act} onClose={onClose}>
      <RoomFields value={fields} onChange={setFields} />
      <fieldset className={ui.choices}>
        <legend className={ui.field}>{more.roomType}</legend>
        {TYPES.map((each) => (
          <label key={each} className={ui.choice}>
            <input type="radio" name="type" checked={type === each} onChange={() => setType(each)} />
            <Icon name={ROOM_ICONS[each]} />
            <span>
              <b>{t.types[each]}</b>
              <span className={ui.hint}>{more.typeHints[each]}</span>
            </span>
          </label>
        ))}
      </fieldset>
    </FormDialog>
  );
}
