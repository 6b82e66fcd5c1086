import { type FormEvent, useId, useState } from "react";
import { type Session, signIn, useServer } from "../state/account.ts";
import { at } from "../state/base.ts";
import { changeSettings, useSettings } from "../state/settings.ts";
import { useTexts } from "../text/index.ts";
import { useMoreTexts } from "../text/more.ts";
import { Avatar } from "../ui/Avatar.tsx";
import ui from "../ui/ui.module.css";
import styles from "./signin.module.css";

/** Users that a visitor of a demo server can choose from. */
const DEMO = [
  { id: 1, username: "alice", first_name: "", last_name: "" },
  { id: 2, username: "bob", first_name: "", last_name: "" },
  { id: 3, username: "王小明", first_name: "", last_name: "" },
  { id: 4, username: "李华", first_name: "", last_name: "" },
];

/** The page for a user who is not signed in. */
export default function SignIn() {
  const t = useTexts();
  const more = useMoreTexts().signIn;
  const server = useServer();
  const { language } = useSettings();
  document.title = `${t.signIn} · ${t.name}`;
  return (
    <main className={styles.page}>
      <div className={styles.card}>
        <img src={at("/icon.svg")} alt="" width={52} height={52} />
        <h1>{t.name}</h1>
        <p className={styles.lead}>{more.signInLead}</p>
        <SignInForm onDone={signIn} />
        <footer className={styles.foot}>
          <span>{t.server(server ? new URL(server.api).host : location.host)}</span>
          <button
            type="button"
            lang={language === "zh" ? "en" : "zh-CN"}
            onClick={() => changeSettings({ language: language === "zh" ? "en" : "zh" })}
          >
            {language === "zh" ? "English" : "中文"}
          </button>
        </footer>
      </div>
    </main>
  );
}

/** Signs in as a user of a demo server, or with a token. */
export function SignInForm({ onDone }: { onDone(session: Session): void }) {
  const more = useMoreTexts().signIn;
  const server = useServer();
  return (
    <>
      {server?.demo && (
        <section aria-label={more.pickUser} className={styles.people}>
          <h2>{more.pickUser}</h2>
          <ul>
            {DEMO.map((user) => (
              <li key={user.id}>
                <button
                  type="button"
                  onClick={() => onDone({ kind: "demo", userId: user.id, username: user.username })}
                >
                  <Avatar user={user} />
                  {user.username}
                </button>
              </li>
            ))}
          </ul>
          <p className={ui.hint}>{more.pickUserHint}</p>
          <p className={styles.or}>
            <span>{more.orToken}</span>
          </p>
        </section>
      )}
      <TokenForm onDone={onDone} quiet={server?.demo === true} />
    </>
  );
}

/** A form for a token; `quiet` says whether there are better ways to sign in. */
function TokenForm({ onDone, quiet }: { onDone(session: Session): void; quiet: boolean }) {
  const t = useTexts();
  const more = useMoreTexts().signIn;
  const hint = useId();
  const [token, setToken] = useState("");
  const [bad, setBad] = useState(false);
  const submit = (event: FormEvent) => {
    event.preventDefault();
    const clean = token.trim().replace(/^Bearer\s+/i, "");
    if (/^[\w-]+\.[\w-]+\.[\w-]+$/.test(clean)) onDone({ kind: "token", token: clean });
    else setBad(true);
  };
  return (
    <form className={ui.form} onSubmit={submit}>
      <label className={ui.field}>
        {t.token}
        <input
          className={ui.input}
          value={token}
          autoComplete="off"
          spellCheck={false}
          aria-describedby={hint}
          aria-invalid={bad}
          onChange={(event) => {
            setToken(event.target.value);
            setBad(false);
          }}
        />
        <small id={hint}>{more.tokenHint}</small>
      </label>
      {bad && (
        <p className={ui.problem} role="alert">
          {more.tokenBad}
        </p>
      )}
      <button
        type="submit"
        className={ui.button}
        data-look={quiet ? undefined : "main"}
        disabled={!token.trim()}
      >
        {t.signIn}
      </button>
    </form>
  );
}
