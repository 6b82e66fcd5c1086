import type { RoomType } from "@roomcast/client";
import { useChat } from "@roomcast/react";
import { useState } from "react";
import { useLocation } from "wouter";
import { ROOM_ICONS } from "../rooms/RoomRow.tsx";
import { useTexts } from "../text/index.ts";
import { Dialog } from "../ui/Dialog.tsx";
import { Icon } from "../ui/Icon.tsx";
import ui from "../ui/ui.module.css";
import { RoomFields, type RoomFieldsValue } from "./RoomFields.tsx";
import { useSubmit } from "./useSubmit.ts";

const TYPES: RoomType[] = ["public", "group", "private"];

export default function CreateRoom({ onClose }: { onClose(): void }) {
  const t = useTexts();
  const { rooms } = useChat();
  const [, navigate] = useLocation();
  const [type, setType] = useState<RoomType>("public");
  const [fields, setFields] = useState<RoomFieldsValue>({ name: "", description: "", max_members: 50 });
  const { busy, problem, onSubmit } = useSubmit(async () => {
    const room = await rooms.create({ ...fields, name: fields.name.trim(), room_type: type });
    onClose();
    navigate(`/r/${room.id}`);
  });
  return (
    <Dialog title={t.createRoom} onClose={onClose}>
      <form className={ui.form} onSubmit={onSubmit}>
        <RoomFields value={fields} onChange={setFields} />
        <fieldset className={ui.choices}>
          <legend className={ui.field}>{t.roomType}</legend>
          {TYPES.map((each) => (
            <label key={each} className={ui.choice}>
              <input type="radio" name="type" checked={type === each} onChange={() => setType(each)} />
              <Icon name={ROOM_ICONS[each]} />
              <span>
                <b>{t.types[each]}</b>
                <span className={ui.hint}>{t.typeHints[each]}</span>
              </span>
            </label>
          ))}
        </fieldset>
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
            {t.create}
          </button>
        </div>
      </form>
    </Dialog>
  );
}
