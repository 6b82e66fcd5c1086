import { EmojiPicker as Picker } from "frimousse";
import { useEffect, useRef } from "react";
import { useSettings } from "../state/settings.ts";
import { useTexts } from "../text/index.ts";
import styles from "./composer.module.css";

/** The emoji, read from our own server. */
export default function EmojiPicker({ onPick, onClose }: { onPick(emoji: string): void; onClose(): void }) {
  const t = useTexts();
  const { language } = useSettings();
  const box = useRef<HTMLDivElement>(null);
  const close = useRef(onClose);
  close.current = onClose;
  useEffect(() => {
    const onDown = (event: Event) => {
      if (!box.current?.contains(event.target as Node)) close.current();
    };
    const onKey = (event: globalThis.KeyboardEvent) => event.key === "Escape" && close.current();
    document.addEventListener("pointerdown", onDown);
    document.addEventListener("keydown", onKey);
    return () => {
      document.removeEventListener("pointerdown", onDown);
      document.removeEventListener("keydown", onKey);
    };
  }, []);
  return (
    <div ref={box} className={styles.emoji}>
      <Picker.Root
        locale={language}
        emojibaseUrl="/emoji"
        columns={8}
        onEmojiSelect={({ emoji }) => onPick(emoji)}
      >
        <Picker.Search
          autoFocus
          aria-label={t.search}
          placeholder={t.search}
          className={styles.emojiSearch}
        />
        <Picker.Viewport className={styles.emojiView}>
          <Picker.Loading>{t.loading}</Picker.Loading>
          <Picker.Empty>{({ search }) => t.noResults(search)}</Picker.Empty>
          <Picker.List
            components={{
              CategoryHeader: ({ category, ...props }) => (
                <div {...props} className={styles.emojiHead}>
                  {category.label}
                </div>
              ),
              // Rows and columns count from 1; the library begins at 0.
              Row: ({ children, ...props }) => (
                // biome-ignore lint/a11y/useAriaPropsSupportedByRole: the role is among the library's properties
                <div {...props} aria-rowindex={Number(props["aria-rowindex"]) + 1}>
                  {children}
                </div>
              ),
              Emoji: ({ emoji, ...props }) => (
                // biome-ignore lint/a11y/useAriaPropsSupportedByRole: the role is among the library's properties
                <button
                  type="button"
                  {...props}
                  aria-colindex={Number(props["aria-colindex"]) + 1}
                  className={styles.emojiOne}
                >
                  {emoji.emoji}
                </button>
              ),
            }}
          />
        </Picker.Viewport>
      </Picker.Root>
    </div>
  );
}
