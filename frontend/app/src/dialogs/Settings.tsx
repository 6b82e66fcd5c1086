import { useMe } from "@roomcast/react";
import { changeSettings, type Language, type Theme, useSettings } from "../state/settings.ts";
import { toast } from "../state/toasts.ts";
import { useTexts } from "../text/index.ts";
import { useMoreTexts } from "../text/more.ts";
import { Dialog } from "../ui/Dialog.tsx";
import ui from "../ui/ui.module.css";
import { BlockedPeople } from "./BlockedPeople.tsx";
import styles from "./dialogs.module.css";
import { OwnNames } from "./OwnNames.tsx";

const LANGUAGES: Language[] = ["zh", "en"];
const THEMES: Theme[] = ["auto", "light", "dark"];

/** Each language's own name. */
const LANGUAGE_NAMES: Record<Language, string> = { zh: "中文", en: "English" };

/** A dialog for the user's choices. */
export default function Settings({ onClose }: { onClose(): void }) {
  const t = useTexts();
  const more = useMoreTexts().settings;
  const me = useMe();
  const { language, theme, sound, desktop, formatting } = useSettings();
  const setDesktop = async (wanted: boolean) => {
    const allowed = wanted && (await Notification.requestPermission()) === "granted";
    if (wanted && !allowed) toast(more.desktopDenied, undefined, true);
    changeSettings({ desktop: allowed });
  };
  return (
    <Dialog title={t.settings} onClose={onClose}>
      <div className={ui.form}>
        <Choice
          name="language"
          legend={more.language}
          values={LANGUAGES}
          chosen={language}
          labelOf={(value) => LANGUAGE_NAMES[value]}
          langOf={(value) => value}
          onChange={(value) => changeSettings({ language: value })}
        />
        <Choice
          name="theme"
          legend={more.theme}
          values={THEMES}
          chosen={theme}
          labelOf={(value) => more.themes[value]}
          onChange={(value) => changeSettings({ theme: value })}
        />
        <Check
          label={more.formatting}
          checked={formatting}
          onChange={(value) => changeSettings({ formatting: value })}
        />
        <Check label={more.sound} checked={sound} onChange={(value) => changeSettings({ sound: value })} />
        {"Notification" in window && (
          <Check label={more.desktop} checked={desktop} onChange={(value) => void setDesktop(value)} />
        )}
        {me && <p className={ui.hint}>{t.yourId(me.id)}</p>}
      </div>
      <OwnNames />
      <BlockedPeople />
    </Dialog>
  );
}

interface ChoiceProps<T extends string> {
  name: string;
  legend: string;
  values: readonly T[];
  chosen: T;
  labelOf(value: T): string;
  /** The language of a value's label, if it is not the page's. */
  langOf?(value: T): string;
  onChange(value: T): void;
}

/** One of several values, side by side. */
function Choice<T extends string>(props: ChoiceProps<T>) {
  const { name, legend, values, chosen, labelOf, langOf, onChange } = props;
  return (
    <fieldset>
      <legend className={styles.legend}>{legend}</legend>
      <div className={styles.segments}>
        {values.map((value) => (
          <label key={value} lang={langOf?.(value)}>
            <input type="radio" name={name} checked={chosen === value} onChange={() => onChange(value)} />
            {labelOf(value)}
          </label>
        ))}
      </div>
    </fieldset>
  );
}

/** Something that is on or off. */
function Check({
  label,
  checked,
  onChange,
}: {
  label: string;
  checked: boolean;
  onChange(checked: boolean): void;
}) {
  return (
    <label className={styles.check}>
      {label}
      <input type="checkbox" checked={checked} onChange={(event) => onChange(event.target.checked)} />
    </label>
  );
}
