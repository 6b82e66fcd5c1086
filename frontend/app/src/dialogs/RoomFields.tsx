import { DESCRIPTION_CHARS, MAX_MEMBERS_MAX, MAX_MEMBERS_MIN, ROOM_NAME_CHARS } from "@roomcast/client/facts";
import { useMoreTexts } from "../text/more.ts";
import ui from "../ui/ui.module.css";

/** The values of the fields. */
export interface RoomFieldsValue {
  name: string;
  description: string;
  max_members: number;
}

/** The fields for a room's name, description and size. */
export function RoomFields({
  value,
  onChange,
}: {
  value: RoomFieldsValue;
  onChange(value: RoomFieldsValue): void;
}) {
  const more = useMoreTexts().forms;
  return (
    <>
      <label className={ui.field}>
        {more.roomName}
        <input
          className={ui.input}
          value={value.name}
          maxLength={ROOM_NAME_CHARS}
          required
          autoComplete="off"
          onChange={(event) => onChange({ ...value, name: event.target.value })}
        />
      </label>
      <label className={ui.field}>
        <span>
          {more.roomDescription} <small>({more.optional})</small>
        </span>
        <textarea
          className={ui.input}
          rows={2}
          value={value.description}
          maxLength={DESCRIPTION_CHARS}
          onChange={(event) => onChange({ ...value, description: event.target.value })}
        />
      </label>
      <label className={ui.field}>
        {more.maxMembers}
        <input
          className={ui.input}
          type="number"
          inputMode="numeric"
          min={MAX_MEMBERS_MIN}
          max={MAX_MEMBERS_MAX}
          required
          value={value.max_members || ""}
          onChange={(event) => onChange({ ...value, max_members: event.target.valueAsNumber || 0 })}
        />
      </label>
    </>
  );
}
