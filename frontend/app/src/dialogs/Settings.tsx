import { useMe } from "@roomcast/react";
import { changeSettings, type Language, type Theme, useSettings } from "../state/settings.ts";
import { toast } from "../state/toasts.ts";
import { useTexts } from "../text/index.ts";
import { Dialog } from "../ui/Dialog.tsx";
import ui from "../ui/ui.module.css";
import styles from "./dialogs.module.css";

const LANGUAGES: [Language, string][] = [
  ["zh", "中文"],
  ["en", "English"],
];
const THEMES: Theme[] = ["auto", "light", "dark"];

export default function Settings({ onClose }: { onClose(): void }) {
  const t = useTexts();
  const me = useMe();
  const { language, theme, sound, desktop } = useSettings();
  const setDesktop = async (wanted: boolean) => {
    const allowed = wanted && (await Notification.requestPermission()) === "granted";
    if (wanted && !allowed) toast(t.desktopDenied, undefined, true);
    changeSettings({ desktop: allowed });
  };
  return (
    <Dialog title={t.settings} onClose={onClose}>
      <div className={ui.form}>
        <fieldset>
          <legend className={styles.legend}>{t.language}</legend>
          <div className={styles.segments}>
            {LANGUAGES.map(([value, label]) => (
              <label key={value} lang={value}>
                <input
                  type="radio"
                  name="language"
                  checked={language === value}
                  onChange={() => changeSettings({ language: value })}
                />
                {label}
              </label>
            ))}
          </div>
        </fieldset>
        <fieldset>
          <legend className={styles.legend}>{t.theme}</legend>
          <div className={styles.segments}>
            {THEMES.map((value) => (
              <label key={value}>
                <input
                  type="radio"
                  name="theme"
                  checked={theme === value}
                  onChange={() => changeSettings({ theme: value })}
                />
                {t.themes[value]}
              </label>
            ))}
          </div>
        </fieldset>
        <label className={styles.check}>
          {t.sound}
          <input
            type="checkbox"
            checked={sound}
            onChange={(event) => changeSettings({ sound: event.target.checked })}
          />
        </label>
        {"Notification" in window && (
          <label className={styles.check}>
            {t.desktop}
            <input
              type="checkbox"
              checked={desktop}
              onChange={(event) => void setDesktop(event.target.checked)}
            />
          </label>
        )}
        {me && <p className={ui.hint}>{t.yourId(me.id)}</p>}
      </div>
    </Dialog>
  );
}
