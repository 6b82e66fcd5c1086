import type { Me } from "@roomcast/client";
import { USER_NAME_CHARS } from "@roomcast/client/facts";
import { useChat } from "@roomcast/react";
import { useEffect, useState } from "react";
import { useTexts } from "../text/index.ts";
import { useMoreTexts } from "../text/more.ts";
import ui from "../ui/ui.module.css";
import { useSubmit } from "./useSubmit.ts";

/** The names in the order of their labels. */
const FIELDS = ["username", "first_name", "last_name"] as const;

type Names = Pick<Me, "username" | "first_name" | "last_name">;

/** A form for the user's own names; nothing where the login gives them. */
export function OwnNames() {
  const chat = useChat();
  const [names, setNames] = useState<Names | null>(null);
  useEffect(() => {
    const show = ({ names_from_login, ...me }: Me) => setNames(names_from_login ? null : me);
    // Without an answer there is no form.
    chat.rest.getMe().then(show, () => undefined);
  }, [chat]);
  return names && <Form names={names} onChange={setNames} />;
}

function Form({ names, onChange }: { names: Names; onChange(names: Names): void }) {
  const t = useTexts();
  const more = useMoreTexts().forms;
  const { rest } = useChat();
  const { busy, problem, onSubmit } = useSubmit(async () => {
    const { username, first_name, last_name } = names;
    await rest.updateMe({ username, first_name, last_name });
    // Open connections go on under the name of before.
    location.reload();
  });
  return (
    <form className={ui.form} onSubmit={onSubmit}>
      {FIELDS.map((name, at) => (
        <label key={name} className={ui.field}>
          {more.ownNames[at]}
          <input
            className={ui.input}
            value={names[name]}
            maxLength={USER_NAME_CHARS}
            required={name === "username"}
            autoComplete="off"
            onChange={(event) => onChange({ ...names, [name]: event.target.value })}
          />
        </label>
      ))}
      {problem && (
        <p className={ui.problem} role="alert">
          {problem}
        </p>
      )}
      <div className={ui.buttons}>
        <button type="submit" className={ui.button} disabled={busy}>
          {t.save}
        </button>
      </div>
    </form>
  );
}
