import { useTexts } from "../text/index.ts";
import ui from "../ui/ui.module.css";

export interface RoomFieldsValue {
  name: string;
  description: string;
  max_members: number;
}

/** What can be said about a room. */
export function RoomFields({
  value,
  onChange,
}: {
  value: RoomFieldsValue;
  onChange(value: RoomFieldsValue): void;
}) {
  const t = useTexts();
  return (
    <>
      <label className={ui.field}>
        {t.roomName}
        <input
          className={ui.input}
          value={value.name}
          maxLength={100}
          required
          autoComplete="off"
          onChange={(event) => onChange({ ...value, name: event.target.value })}
        />
      </label>
      <label className={ui.field}>
        <span>
          {t.roomDescription} <small>({t.optional})</small>
        </span>
        <textarea
          className={ui.input}
          rows={2}
          value={value.description}
          maxLength={300}
          onChange={(event) => onChange({ ...value, description: event.target.value })}
        />
      </label>
      <label className={ui.field}>
        {t.maxMembers}
        <input
          className={ui.input}
          type="number"
          inputMode="numeric"
          min={2}
          max={100_000}
          required
          value={value.max_members || ""}
          onChange={(event) => onChange({ ...value, max_members: event.target.valueAsNumber || 0 })}
        />
      </label>
    </>
  );
}
